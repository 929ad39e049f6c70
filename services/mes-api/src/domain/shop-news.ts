import type { Move } from './move.js';
import type { WorkOrder } from './work-order.js';

/** Messages of the shop about an order that production already has. */
export const shopNewsTypes = ['order.approved', 'order.cancelled', 'order.closed'] as const;
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
 * Change by the shop's message. Returns undefined if the message is known or outdated. The shop has recorded
 * the transition itself. Throws `TooEarlyError`.
 */
export function shopNews(order: WorkOrder, type: ShopNews): Move | undefined {
  switch (type) {
    case 'order.approved':
      if (order.stage === 'PRICED') return to('APPROVED');
      if (order.stage === 'SUBMITTED') throw new TooEarlyError(type, order.stage);
      return undefined;
    case 'order.closed':
      if (order.stage === 'SHIPPED') return to('CLOSED');
      if (isOver(order)) return undefined;
      throw new TooEarlyError(type, order.stage);
    case 'order.cancelled':
      // The shop has promised the cancellation to the customer: production that has just begun is stopped.
      return isOver(order) ? undefined : to('CANCELLED');
  }
}

function isOver({ stage }: WorkOrder): boolean {
  return stage === 'CLOSED' || stage === 'CANCELLED' || stage === 'REJECTED';
}

function to(stage: Move['stage']): Move {
  return { stage, changes: {}, messages: [] };
}
