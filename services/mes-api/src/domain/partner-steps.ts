import type { Stage } from '@ordertrace/conventions';
import type { OutgoingMessage } from '@ordertrace/messaging';
import { Problem, takeStep } from '@ordertrace/service-kit';
import { askForCalculation, type Move } from './move.js';
import type { Model, WorkOrder } from './work-order.js';

/** Steps of a partner, with the stages in which each is possible. */
export const partnerSteps = {
  model: { from: ['CREATED'], to: 'CREATED' },
  submit: { from: ['CREATED'], to: 'SUBMITTED' },
  approve: { from: ['PRICED'], to: 'APPROVED' },
  cancel: { from: ['CREATED', 'SUBMITTED', 'PRICED', 'APPROVED'], to: 'CANCELLED' },
  close: { from: ['SHIPPED'], to: 'CLOSED' },
} as const;

/**
 * Sets the order's model, or replaces an earlier one. Throws `WrongStageError` after the order is submitted.
 */
export function withModel(order: WorkOrder, model: Model): WorkOrder {
  takeStep(partnerSteps, 'model', order.stage);
  return { ...order, model };
}

export function submit(order: WorkOrder, at: Date): Move {
  const stage = takeStep(partnerSteps, 'submit', order.stage);
  if (order.model === undefined) {
    const detail = `Order ${order.orderId} has no 3D model: PUT it to /partner/orders/${order.orderId}/model first.`;
    throw new Problem({ status: 409, code: 'model_missing', detail });
  }
  return moved(stage, [askForCalculation(order, order.model.key, at)]);
}

/** The partner accepts the offered price: there is a contract. */
export function approve(order: WorkOrder, purchaseOrder: string): Move {
  const stage = takeStep(partnerSteps, 'approve', order.stage);
  return { ...moved(stage), changes: { purchaseOrder } };
}

export function cancel(order: WorkOrder): Move {
  return moved(takeStep(partnerSteps, 'cancel', order.stage));
}

export function close(order: WorkOrder): Move {
  return moved(takeStep(partnerSteps, 'close', order.stage));
}

function moved(stage: Stage, messages: readonly OutgoingMessage[] = []): Move {
  return { stage, changes: {}, actor: 'partner', messages };
}
