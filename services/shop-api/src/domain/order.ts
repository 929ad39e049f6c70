import type { Stage } from '@ordertrace/conventions';
import type { Material, Money } from '@ordertrace/messaging';

/** Personal data: stays in the database and the API, never in telemetry or a message. */
export interface Customer {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly address: string;
}

export interface Model {
  /** Where the model files' store keeps it. */
  readonly key: string;
  readonly bytes: number;
}

export interface Offer {
  readonly price: Money;
  readonly weightG: number;
  readonly printMinutes: number;
}

export interface Rejection {
  readonly reasonCode: string;
  readonly reason: string;
}

export interface Shipping {
  readonly carrier: string;
  readonly trackingNumber: string;
}

/** A retail customer's order. */
export interface Order {
  readonly orderId: string;
  readonly stage: Stage;
  readonly stageSince: Date;
  readonly createdAt: Date;
  readonly customer: Customer;
  readonly material: Material;
  readonly quantity: number;
  readonly model?: Model;
  readonly offer?: Offer;
  readonly rejection?: Rejection;
  readonly shipping?: Shipping;
  readonly paymentReference?: string;
}

/** What the customer asks for. */
export type OrderRequest = Pick<Order, 'customer' | 'material' | 'quantity'>;

/**
 * Order ids are whole numbers counted up by the database, five digits and more: short enough to say on the phone,
 * without letters to mishear. Partners' orders have numbers of their own in mes-api; an order's full key is tenant
 * and id.
 */
export const firstOrderNumber = 40_001;

/** Whether a text can be an order id. */
export function isOrderId(text: string): boolean {
  return /^[1-9]\d{4,11}$/.test(text);
}
