import type { Stage } from '@ordertrace/conventions';
import { refused, type Refusal } from '@ordertrace/service-kit';
import { outgoing, reference, type Move } from './move.js';
import type { WorkOrder } from './work-order.js';

/** Messages of the shop about an order that production already has. */
export const shopNewsTypes = ['order.approved', 'order.closed'] as const;
export type ShopNews = (typeof shopNewsTypes)[number];

/** The shop's message came before one that it depends on. It must be delivered again. */
export class TooEarlyError extends Error {
  readonly code = 'TOO_EARLY';

  constructor(type: string, stage: string) {
    super(`${type} came while the order is ${stage}; waiting for what comes before`);
    this.name = 'TooEarlyError';
  }
}

/**
 * Change by the shop's message. Returns undefined if the message is known. The shop has recorded the transition
 * itself. Throws `TooEarlyError`.
 */
export function shopNews(order: WorkOrder, type: ShopNews): Move | Refusal | undefined {
  const { stage } = order;
  if (stage === 'CANCELLED' || stage === 'REJECTED') return refused(stage, 'order_is_over');
  if (type === 'order.approved') {
    if (stage === 'PRICED') return to('APPROVED');
    if (stage === 'SUBMITTED') throw new TooEarlyError(type, stage);
    return undefined;
  }
  if (stage === 'SHIPPED') return to('CLOSED');
  if (stage === 'CLOSED') return undefined;
  throw new TooEarlyError(type, stage);
}

function to(stage: Move['stage']): Move {
  return { stage, changes: {}, messages: [] };
}

const beforeProduction: readonly Stage[] = ['CREATED', 'SUBMITTED', 'PRICED', 'APPROVED'];

/**
 * Answer to the shop's request for a cancellation. It is accepted until production begins. Here, and nowhere
 * else, is decided whether it or the operator's claim came first.
 */
export function answerCancellation(order: WorkOrder, at: Date): Move | Refusal | undefined {
  const { stage } = order;
  if (stage === 'CANCELLED') return undefined;
  if (stage === 'REJECTED') return refused(stage, 'order_is_over');
  if (!beforeProduction.includes(stage)) return refused(stage, 'production_has_begun');
  return {
    stage: 'CANCELLED',
    changes: {},
    actor: 'customer',
    messages: [outgoing('order.cancellation_accepted', reference(order), at)],
  };
}

const sentences: Readonly<Record<string, string>> = {
  production_has_begun: 'Production of the order has begun, so it can no longer be cancelled.',
  order_is_over: 'The order was rejected, so there is nothing to cancel.',
};

/** The refusal for the shop, with one sentence for the customer. */
export function refusalMessage(order: WorkOrder, { reasonCode }: Refusal, at: Date) {
  const reason = sentences[reasonCode] ?? 'The order can no longer be cancelled.';
  return outgoing('order.cancellation_refused', { ...reference(order), reason_code: reasonCode, reason }, at);
}
