import { orderCarrier, withOrder, type OrderCarrier } from '@ordertrace/instrumentation';
import type { OutgoingMessage } from '@ordertrace/messaging';
import {
  decisionTime,
  orderNotFound,
  recordStageChange,
  untraced,
  type Service,
} from '@ordertrace/service-kit';
import { enqueue } from '@ordertrace/messaging';
import type { ClientBase } from 'pg';
import type { Move } from '../domain/move.js';
import type { OrderKey, WorkOrder } from '../domain/work-order.js';
import {
  findForChange,
  insertWorkOrder,
  nextOrderId,
  updateWorkOrder,
  type LockedWorkOrder,
} from './work-orders.js';

/** Request of a partner for an order. */
export type PartnerRequest = Pick<WorkOrder, 'tenantId' | 'material' | 'quantity' | 'reference'>;

/** ID for a partner's new order. */
export function newOrderId(service: Service): Promise<string> {
  return untraced(() => nextOrderId(service.database.pool));
}

/** Creates a partner's order: its row, its transition and their trace in one transaction. */
export async function createPartnerOrder(
  client: ClientBase,
  orderId: string,
  request: PartnerRequest,
): Promise<WorkOrder> {
  const at = await decisionTime(client);
  const order: WorkOrder = { ...request, orderId, stage: 'CREATED', stageSince: at, createdAt: at };
  const { tenantId, stage } = order;
  const carrier = await recordStageChange(client, { orderId, tenantId, stage, actor: 'partner', at });
  await insertWorkOrder(client, order, carrier);
  return order;
}

/**
 * Takes over an order from the shop, which has recorded its transitions so far. Returns false if the order is
 * already here.
 */
export async function takeOver(
  client: ClientBase,
  order: WorkOrder,
  messages: readonly OutgoingMessage[],
): Promise<boolean> {
  if (!(await insertWorkOrder(client, order, orderCarrier()))) return false;
  for (const message of messages) await enqueue(client, message);
  return true;
}

/**
 * Moves an order on, within a transaction: its row, its transition and its messages together. The order stays
 * unchanged if there is nothing to decide.
 */
export async function moveWorkOrder(
  client: ClientBase,
  key: OrderKey,
  decide: (order: WorkOrder, at: Date) => Move | undefined,
): Promise<WorkOrder> {
  const locked = await findForChange(client, key);
  if (locked === undefined) throw orderNotFound(key.orderId);
  const at = await decisionTime(client);
  const move = decide(locked.order, at);
  return move === undefined ? locked.order : applyMove(client, locked, { move, at });
}

/** Writes the decided change of an order that the transaction has locked. */
export async function applyMove(
  client: ClientBase,
  { order, carrier: previousCarrier }: LockedWorkOrder,
  { move: { stage, changes, messages, actor }, at }: { move: Move; at: Date },
): Promise<WorkOrder> {
  const { orderId, tenantId, stage: previousStage } = order;
  const moved: WorkOrder = { ...order, ...changes, stage, stageSince: at };
  let carrier: OrderCarrier;
  if (actor === undefined) {
    carrier = withOrder({ orderId, tenantId, stage }, orderCarrier);
    for (const message of messages) await enqueue(client, message);
  } else {
    const change = { orderId, tenantId, stage, previousStage, actor, at, previousCarrier };
    carrier = await recordStageChange(client, change, messages);
  }
  await updateWorkOrder(client, moved, carrier);
  return moved;
}
