import {
  InvalidMessageError,
  queues,
  readOrderMessage,
  takeOnce,
  type CloudEvent,
} from '@ordertrace/messaging';
import { orderCarrier } from '@ordertrace/instrumentation';
import { isRefusal, reportRefusal, type Service } from '@ordertrace/service-kit';
import { newsFor } from '../domain/production-news.js';
import { findForChange, updateOrder } from '../storage/orders.js';

/** Receives production's messages about the shop's orders. Production has recorded the transitions itself. */
export function subscribeToShopOrders(service: Service): Promise<void> {
  return service.messaging.subscribe(queues.shopOrders, (event) => handle(service, event));
}

async function handle(service: Service, event: CloudEvent): Promise<void> {
  const message = readOrderMessage(event);
  const outcome = await service.change(async (client) => {
    if (!(await takeOnce(client, event))) return undefined;
    const locked = await findForChange(client, message.data.order_id);
    if (locked === undefined) throw new InvalidMessageError(`${message.type}: the shop has no such order`);
    const news = newsFor(locked.order, message);
    if (news === undefined || isRefusal(news)) return news;
    const isMoved = news.stage !== locked.order.stage;
    const order = { ...locked.order, ...news, ...(isMoved && { stageSince: message.time }) };
    await updateOrder(client, order, orderCarrier());
    return { stage: order.stage };
  });
  if (isRefusal(outcome)) reportRefusal(service.log, message.type, outcome);
  else if (outcome !== undefined)
    service.log.info({ message_type: message.type, stage: outcome.stage }, 'message of production taken in');
}
