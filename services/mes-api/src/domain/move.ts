import type { Actor, Stage } from '@ordertrace/conventions';
import {
  orderMessage,
  type OrderMessageData,
  type OrderMessageType,
  type OutgoingMessage,
} from '@ordertrace/messaging';
import type { OrderKey, WorkOrder } from './work-order.js';

export const applicationName = 'mes-api';

/** A change of a work order: the new state, and messages to other applications. */
export interface Move {
  readonly stage: Stage;
  readonly changes: Partial<Omit<WorkOrder, 'orderId' | 'tenantId' | 'stage' | 'stageSince'>>;
  readonly messages: readonly OutgoingMessage[];
  /** Actor of the transition. Absent if another application made and recorded it. */
  readonly actor?: Actor;
}

/** Creates a message of this application about an order. */
export function outgoing<T extends OrderMessageType>(
  type: T,
  data: OrderMessageData<T>,
  at: Date,
): OutgoingMessage {
  return orderMessage(type, data, { source: applicationName, time: at });
}

export function reference({ orderId, tenantId }: OrderKey): { order_id: string; tenant_id: string } {
  return { order_id: orderId, tenant_id: tenantId };
}

/** Requests a calculation of the order's price from its model. */
export function askForCalculation(order: WorkOrder, modelKey: string, at: Date): OutgoingMessage {
  const { material, quantity } = order;
  const data = { ...reference(order), material, quantity, model_key: modelKey };
  return outgoing('calculation.requested', data, at);
}
