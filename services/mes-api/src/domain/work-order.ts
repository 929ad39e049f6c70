import { retailTenant, type Stage } from '@ordertrace/conventions';
import type { Material, Money } from '@ordertrace/messaging';

export interface Model {
  /** Where the model files' store keeps it. */
  readonly key: string;
  /** Not known of models that were given to the shop. */
  readonly bytes?: number;
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

/** Names an order: two tenants may use the same id. */
export interface OrderKey {
  readonly tenantId: string;
  readonly orderId: string;
}

/** An order as production sees it, of the shop or of a partner. */
export interface WorkOrder extends OrderKey {
  readonly stage: Stage;
  readonly stageSince: Date;
  readonly createdAt: Date;
  readonly material: Material;
  readonly quantity: number;
  readonly model?: Model;
  readonly offer?: Offer;
  readonly rejection?: Rejection;
  /** Who makes it. */
  readonly operator?: string;
  readonly shipping?: Shipping;
  /** The partner's own name for it. */
  readonly reference?: string;
  /** The partner's order document. */
  readonly purchaseOrder?: string;
}

/**
 * Partners' orders get whole numbers counted up by the database, far from the shop's, so that people seldom meet
 * the same number twice.
 */
export const firstPartnerOrderNumber = 700_001;

/** Whether a text can be an order id: the shop's and our own. */
export function isOrderId(text: string): boolean {
  return /^[1-9]\d{4,11}$/.test(text);
}

/** Whether the shop placed it; else a partner did, here. */
export function isOfShop({ tenantId }: OrderKey): boolean {
  return tenantId === retailTenant;
}
