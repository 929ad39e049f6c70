import { retailTenant } from '@ordertrace/conventions';
import { orderCarrier, withOrder, type OrderCarrier } from '@ordertrace/instrumentation';
import { enqueue } from '@ordertrace/messaging';
import { decisionTime, recordStageChange, untraced, type Service } from '@ordertrace/service-kit';
import type { ClientBase } from 'pg';
import type { Move } from '../domain/customer-steps.js';
import type { Order, OrderRequest } from '../domain/order.js';
import { insertOrder, lockOrder, nextOrderId, updateOrder } from './orders.js';

/** Creates an order: the row, its transition and their trace in one transaction. */
export async function createOrder(service: Service, request: OrderRequest): Promise<Order> {
  const orderId = await untraced(() => nextOrderId(service.database.pool));
  const key = { orderId, tenantId: retailTenant, stage: 'CREATED' } as const;
  return withOrder(key, async () => {
    const order = await service.change(async (client) => {
      const at = await decisionTime(client);
      const placed: Order = { orderId, stage: key.stage, stageSince: at, createdAt: at, ...request };
      const carrier = await recordStageChange(client, { ...key, actor: 'customer', at });
      await insertOrder(client, placed, carrier);
      return placed;
    });
    service.log.info({ stage: order.stage }, 'order placed');
    return order;
  });
}

/**
 * Moves an order on, within a transaction: its row, its transition and its messages together. The order stays
 * unchanged if there is nothing to decide.
 */
export async function moveOrder(
  client: ClientBase,
  orderId: string,
  decide: (order: Order, at: Date) => Move | undefined,
): Promise<Order> {
  const { order, carrier: previousCarrier } = await lockOrder(client, orderId);
  const at = await decisionTime(client);
  const move = decide(order, at);
  if (move === undefined) return order;
  const { stage, changes, actor, messages } = move;
  let carrier: OrderCarrier;
  let stageSince = order.stageSince;
  if (actor === undefined) {
    carrier = orderCarrier();
    for (const message of messages) await enqueue(client, message);
  } else {
    const key = { orderId, tenantId: retailTenant };
    const change = { ...key, stage, previousStage: order.stage, actor, at, previousCarrier };
    carrier = await recordStageChange(client, change, messages);
    stageSince = at;
  }
  const moved: Order = { ...order, ...changes, stage, stageSince };
  await updateOrder(client, moved, carrier);
  return moved;
}
