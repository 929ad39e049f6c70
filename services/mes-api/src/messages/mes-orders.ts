import {
  enqueue,
  InvalidMessageError,
  queues,
  readOrderMessage,
  takeOnce,
  type CloudEvent,
  type OrderMessage,
} from '@ordertrace/messaging';
import { decisionTime, isRefusal, reportRefusal, type Refusal, type Service } from '@ordertrace/service-kit';
import type { ClientBase } from 'pg';
import { askForCalculation } from '../domain/move.js';
import {
  answerCancellation,
  refusalMessage,
  shopNews,
  shopNewsTypes,
  TooEarlyError,
  type ShopNews,
} from '../domain/shop-news.js';
import type { WorkOrder } from '../domain/work-order.js';
import { applyMove, takeOver } from '../storage/change-work-order.js';
import { findForChange, type LockedWorkOrder } from '../storage/work-orders.js';

/** Receives the shop's messages about its orders. */
export function subscribeToMesOrders(service: Service): Promise<void> {
  return service.messaging.subscribe(queues.mesOrders, (event) => handle(service, event));
}

/** What came of a message: refused, or taken in. */
type Outcome = Refusal | undefined;

async function handle(service: Service, event: CloudEvent): Promise<void> {
  const message = readOrderMessage(event);
  const outcome = await service.change(async (client) => {
    if (!(await takeOnce(client, event))) return 'known';
    return takeIn(client, message);
  });
  if (outcome === 'known') return;
  if (isRefusal(outcome)) reportRefusal(service.log, message.type, outcome);
  else service.log.info({ message_type: message.type }, 'message of the shop taken in');
}

async function takeIn(client: ClientBase, message: OrderMessage): Promise<Outcome> {
  if (message.type === 'order.submitted') return takeSubmitted(client, message);
  if (message.type === 'order.cancellation_requested') return takeCancellation(client, message);
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
): Promise<undefined> {
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
  return undefined;
}

async function takeNews(client: ClientBase, message: News): Promise<Outcome> {
  const locked = await orderOf(client, message);
  const move = shopNews(locked.order, message.type);
  if (isRefusal(move)) return move;
  if (move !== undefined) await applyMove(client, locked, { move, at: message.time });
  return undefined;
}

async function takeCancellation(client: ClientBase, message: OrderMessage): Promise<Outcome> {
  const locked = await orderOf(client, message);
  const at = await decisionTime(client);
  const answer = answerCancellation(locked.order, at);
  if (isRefusal(answer)) {
    await enqueue(client, refusalMessage(locked.order, answer, at));
    return answer;
  }
  if (answer !== undefined) await applyMove(client, locked, { move: answer, at });
  return undefined;
}

/** The message's order, locked. Throws `TooEarlyError` if it is not here yet. */
async function orderOf(client: ClientBase, { type, data }: OrderMessage): Promise<LockedWorkOrder> {
  const { tenant_id: tenantId, order_id: orderId } = data;
  const locked = await findForChange(client, { tenantId, orderId });
  if (locked === undefined) throw new TooEarlyError(type, 'not here yet');
  return locked;
}
