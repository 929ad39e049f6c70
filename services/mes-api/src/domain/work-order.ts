import { retailTenant, type Stage } from '@ordertrace/conventions';
import type { Material, Money } from '@ordertrace/messaging';

export interface Model {
  /** Key in the store of model files. */
  readonly key: string;
  /** Absent for models that were uploaded to the shop. */
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

/** Key of an order: two tenants may use the same ID. */
export interface OrderKey {
  readonly tenantId: string;
  readonly orderId: string;
}

/** An order in production, from the shop or from a partner. */
export interface WorkOrder extends OrderKey {
  readonly stage: Stage;
  readonly stageSince: Date;
  readonly createdAt: Date;
  readonly material: Material;
  readonly quantity: number;
  readonly model?: Model;
  readonly offer?: Offer;
  readonly rejection?: Rejection;
  /** The operator who makes the order. */
  readonly operator?: string;
  readonly shipping?: Shipping;
  /** The partner's own name of the order. */
  readonly reference?: string;
  /** Number of the partner's purchase order. */
  readonly purchaseOrder?: string;
}

/**
 * First number of partners' orders, which the database counts up. It is far from the shop's numbers, so that
 * the same number rarely occurs twice.
 */
export const firstPartnerOrderNumber = 700_001;

/** True if the text has the form of an order ID of the shop or of this service. */
export function isOrderId(text: string): boolean {
  return /^[1-9]\d{4,11}$/.test(text);
}

/** True if the order was placed in the shop, false if a partner placed it here. */
export function isOfShop({ tenantId }: OrderKey): boolean {
  return tenantId === retailTenant;
}
