import type { Actor, Stage } from '@ordertrace/conventions';
import {
  orderMessage,
  type OrderMessageData,
  type OrderMessageType,
  type OutgoingMessage,
} from '@ordertrace/messaging';
import type { OrderKey, WorkOrder } from './work-order.js';

export const applicationName = 'mes-api';

/** How a work order changes: what to write, and whom to tell. */
export interface Move {
  readonly stage: Stage;
  readonly changes: Partial<Omit<WorkOrder, 'orderId' | 'tenantId' | 'stage' | 'stageSince'>>;
  readonly messages: readonly OutgoingMessage[];
  /** Who moved it; nothing where another application moved it and says so itself. */
  readonly actor?: Actor;
}

/** A message of this application about an order. */
export function tell<T extends OrderMessageType>(
  type: T,
  data: OrderMessageData<T>,
  at: Date,
): OutgoingMessage {
  return orderMessage(type, data, { source: applicationName, time: at });
}

export function reference({ orderId, tenantId }: OrderKey): { order_id: string; tenant_id: string } {
  return { order_id: orderId, tenant_id: tenantId };
}

/** Has the order priced from its model. */
export function askForCalculation(order: WorkOrder, modelKey: string, at: Date): OutgoingMessage {
  const { material, quantity } = order;
  const data = { ...reference(order), material, quantity, model_key: modelKey };
  return tell('calculation.requested', data, at);
}
