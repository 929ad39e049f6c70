import { retailTenant } from '@ordertrace/conventions';
import { withOrder, type OrderCarrier } from '@ordertrace/instrumentation';
import { recordStageChange, untraced, type Service } from '@ordertrace/service-kit';
import type { ClientBase } from 'pg';
import type { Move } from '../domain/customer-steps.js';
import type { Order, OrderRequest } from '../domain/order.js';
import { insertOrder, lockOrder, nextOrderId, updateOrder } from './orders.js';

/** Creates an order: the row, its transition and their trace in one transaction. */
export async function createOrder(service: Service, request: OrderRequest): Promise<Order> {
  const orderId = await untraced(() => nextOrderId(service.database.pool));
  const at = new Date();
  const order: Order = { orderId, stage: 'CREATED', stageSince: at, createdAt: at, ...request };
  await withOrder({ orderId, tenantId: retailTenant, stage: order.stage }, () =>
    service.change(async (client) => {
      const carrier = await recordStageChange(client, {
        orderId,
        tenantId: retailTenant,
        stage: order.stage,
        actor: 'customer',
        at,
      });
      await insertOrder(client, order, carrier);
    }),
  );
  service.log.info({ stage: order.stage }, 'order placed');
  return order;
}

/** Moves an order on, within a transaction: its row, its transition and its messages together. */
export async function moveOrder(
  client: ClientBase,
  orderId: string,
  decide: (order: Order, at: Date) => Move,
): Promise<Order> {
  const { order, carrier: previousCarrier } = await lockOrder(client, orderId);
  const at = new Date();
  const { stage, changes, actor, messages } = decide(order, at);
  const carrier: OrderCarrier = await recordStageChange(
    client,
    { orderId, tenantId: retailTenant, stage, previousStage: order.stage, actor, at, previousCarrier },
    messages,
  );
  const moved: Order = { ...order, ...changes, stage, stageSince: at };
  await updateOrder(client, moved, carrier);
  return moved;
}
