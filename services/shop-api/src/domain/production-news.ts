import { stages, type Stage } from '@ordertrace/conventions';
import type { OrderMessage } from '@ordertrace/messaging';
import { refused, type Refusal } from '@ordertrace/service-kit';
import type { Order } from './order.js';

type News = Partial<Omit<Order, 'orderId'>> & { readonly stage: Stage };

/**
 * Change of the shop's order by a message of production. Returns undefined if the message is outdated or
 * known.
 */
export function newsFor(order: Order, message: OrderMessage): News | Refusal | undefined {
  if (message.type === 'order.cancellation_accepted') return cancelled(order);
  if (message.type === 'order.cancellation_refused') {
    const { stage } = order;
    return { stage, cancellation: { state: 'refused', reason: message.data.reason } };
  }
  if (order.stage === 'CANCELLED') return refused(order.stage, 'order_is_over');
  if (message.type === 'order.stage_changed') return stageNews(order, message.data);
  if (order.stage !== 'SUBMITTED') return undefined;
  if (message.type === 'order.priced') return { stage: 'PRICED', offer: offerOf(message.data) };
  if (message.type === 'order.rejected') {
    const { reason_code: reasonCode, reason } = message.data;
    return { stage: 'REJECTED', rejection: { reasonCode, reason } };
  }
  return undefined;
}

function cancelled(order: Order): News | undefined {
  if (order.stage === 'CANCELLED') return undefined;
  return { stage: 'CANCELLED', cancellation: { state: 'accepted' } };
}

function offerOf(data: Extract<OrderMessage, { type: 'order.priced' }>['data']): NonNullable<Order['offer']> {
  return { price: data.price, weightG: data.weight_g, printMinutes: data.print_minutes };
}

const inProduction: readonly Stage[] = ['APPROVED', 'IN_PRODUCTION', 'PRODUCED', 'PACKED'];

/** Messages may be repeated or late: production only moves an order forward. */
function stageNews(
  order: Order,
  data: Extract<OrderMessage, { type: 'order.stage_changed' }>['data'],
): News | undefined {
  const isAhead = stages.indexOf(data.stage) > stages.indexOf(order.stage);
  const isProduction = data.stage === 'SHIPPED' || inProduction.includes(data.stage);
  if (!inProduction.includes(order.stage) || !isAhead || !isProduction) return undefined;
  const { carrier, tracking_number: trackingNumber } = data;
  if (carrier === undefined || trackingNumber === undefined) return { stage: data.stage };
  return { stage: data.stage, shipping: { carrier, trackingNumber } };
}
