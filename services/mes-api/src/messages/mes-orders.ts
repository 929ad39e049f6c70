import {
  InvalidMessageError,
  queues,
  readOrderMessage,
  takeOnce,
  type CloudEvent,
  type OrderMessage,
} from '@ordertrace/messaging';
import type { Service } from '@ordertrace/service-kit';
import type { ClientBase } from 'pg';
import { askForCalculation } from '../domain/move.js';
import { shopNews, shopNewsTypes, TooEarlyError, type ShopNews } from '../domain/shop-news.js';
import type { WorkOrder } from '../domain/work-order.js';
import { applyMove, takeOver } from '../storage/change-work-order.js';
import { findForChange } from '../storage/work-orders.js';

/** Receives the shop's messages about its orders. */
export function subscribeToMesOrders(service: Service): Promise<void> {
  return service.messaging.subscribe(queues.mesOrders, (event) => handle(service, event));
}

async function handle(service: Service, event: CloudEvent): Promise<void> {
  const message = readOrderMessage(event);
  const isNew = await service.change(async (client) => {
    if (!(await takeOnce(client, event))) return false;
    await takeIn(client, message);
    return true;
  });
  if (isNew) service.log.info({ message_type: message.type }, 'message of the shop taken in');
}

async function takeIn(client: ClientBase, message: OrderMessage): Promise<void> {
  if (message.type === 'order.submitted') return takeSubmitted(client, message);
  if (isShopNews(message)) return takeNews(client, message);
  throw new InvalidMessageError(`${message.type} does not belong into ${queues.mesOrders}`);
}

type News = Extract<OrderMessage, { type: ShopNews }>;

function isShopNews(message: OrderMessage): message is News {
  return shopNewsTypes.some((type) => type === message.type);
}

async function takeSubmitted(
  client: ClientBase,
  { data, time }: Extract<OrderMessage, { type: 'order.submitted' }>,
): Promise<void> {
  const order: WorkOrder = {
    tenantId: data.tenant_id,
    orderId: data.order_id,
    stage: 'SUBMITTED',
    stageSince: time,
    createdAt: time,
    material: data.material,
    quantity: data.quantity,
    model: { key: data.model_key },
  };
  await takeOver(client, order, [askForCalculation(order, data.model_key, new Date())]);
}

async function takeNews(client: ClientBase, message: News): Promise<void> {
  const { tenant_id: tenantId, order_id: orderId } = message.data;
  const locked = await findForChange(client, { tenantId, orderId });
  if (locked === undefined) throw new TooEarlyError(message.type, 'not here yet');
  const move = shopNews(locked.order, message.type);
  if (move !== undefined) await applyMove(client, locked, { move, at: message.time });
}
