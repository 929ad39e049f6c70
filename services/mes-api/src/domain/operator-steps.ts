import type { Stage } from '@ordertrace/conventions';
import { Problem, takeStep } from '@ordertrace/service-kit';
import { reference, outgoing, type Move } from './move.js';
import { isOfShop, type Shipping, type WorkOrder } from './work-order.js';

/** Steps of an operator, with the stages in which each is possible. */
export const operatorSteps = {
  claim: { from: ['APPROVED'], to: 'IN_PRODUCTION' },
  complete: { from: ['IN_PRODUCTION'], to: 'PRODUCED' },
  pack: { from: ['PRODUCED'], to: 'PACKED' },
  ship: { from: ['PACKED'], to: 'SHIPPED' },
} as const;

/**
 * Takes the order into production. Returns undefined if the same operator has it already. Throws a `Problem`
 * if another operator has it.
 */
export function claim(order: WorkOrder, at: Date, operator: string): Move | undefined {
  if (order.stage === 'IN_PRODUCTION') {
    if (order.operator === operator) return undefined;
    const detail = `Another operator has claimed order ${order.orderId}.`;
    throw new Problem({ status: 409, code: 'already_claimed', detail, extra: { stage: order.stage } });
  }
  const stage = takeStep(operatorSteps, 'claim', order.stage);
  return { ...moved(order, stage, at), changes: { operator } };
}

export function complete(order: WorkOrder, at: Date): Move {
  return moved(order, takeStep(operatorSteps, 'complete', order.stage), at);
}

export function pack(order: WorkOrder, at: Date): Move {
  return moved(order, takeStep(operatorSteps, 'pack', order.stage), at);
}

export function ship(order: WorkOrder, at: Date, shipping: Shipping): Move {
  const stage = takeStep(operatorSteps, 'ship', order.stage);
  return { ...moved(order, stage, at, shipping), changes: { shipping } };
}

function moved(order: WorkOrder, stage: Stage, at: Date, shipping?: Shipping): Move {
  const news = {
    ...reference(order),
    stage,
    ...(shipping && { carrier: shipping.carrier, tracking_number: shipping.trackingNumber }),
  };
  const messages = isOfShop(order) ? [outgoing('order.stage_changed', news, at)] : [];
  return { stage, changes: {}, actor: 'operator', messages };
}
