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
  /** Key in the store of model files. */
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

/** The customer's request to cancel, and production's answer. */
export interface Cancellation {
  readonly state: 'requested' | 'accepted' | 'refused';
  /** Why it was refused: one sentence for the customer. */
  readonly reason?: string;
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
  readonly cancellation?: Cancellation;
}

/** Request of the customer for an order. */
export type OrderRequest = Pick<Order, 'customer' | 'material' | 'quantity'>;

/**
 * First order ID. The database counts the IDs up: whole numbers with five or more digits, short enough to say
 * on the phone. Partners' orders have their own numbers in mes-api. The full key of an order is tenant and
 * ID.
 */
export const firstOrderNumber = 40_001;

/** True if the text has the form of an order ID. */
export function isOrderId(text: string): boolean {
  return /^[1-9]\d{4,11}$/.test(text);
}
