import type { Move } from './move.js';
import type { WorkOrder } from './work-order.js';

/** The shop's messages about an order that production has already. */
export const shopNewsTypes = ['order.approved', 'order.cancelled', 'order.closed'] as const;
export type ShopNews = (typeof shopNewsTypes)[number];

/** The shop's message came before one that it depends on; it is to come again. */
export class TooEarlyError extends Error {
  readonly code = 'TOO_EARLY';

  constructor(type: string, stage: string) {
    super(`${type} came while the order is ${stage}; waiting for what comes before`);
    this.name = 'TooEarlyError';
  }
}

/**
 * What the shop's message changes; nothing where it is known or overtaken. The shop has recorded the transition
 * itself. Throws `TooEarlyError`.
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
      // The shop has promised it to the customer: production that began in the same moment is stopped.
      return isOver(order) ? undefined : to('CANCELLED');
  }
}

function isOver({ stage }: WorkOrder): boolean {
  return stage === 'CLOSED' || stage === 'CANCELLED' || stage === 'REJECTED';
}

function to(stage: Move['stage']): Move {
  return { stage, changes: {}, messages: [] };
}
