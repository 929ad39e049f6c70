import type { Stage } from '@ordertrace/conventions';
import type { OutgoingMessage } from '@ordertrace/messaging';
import { Problem, takeStep } from '@ordertrace/service-kit';
import { askForCalculation, type Move } from './move.js';
import type { Model, WorkOrder } from './work-order.js';

/** What a partner can do with an order of theirs, and when. */
export const partnerSteps = {
  model: { from: ['CREATED'], to: 'CREATED' },
  submit: { from: ['CREATED'], to: 'SUBMITTED' },
  approve: { from: ['PRICED'], to: 'APPROVED' },
  cancel: { from: ['CREATED', 'SUBMITTED', 'PRICED', 'APPROVED'], to: 'CANCELLED' },
  close: { from: ['SHIPPED'], to: 'CLOSED' },
} as const;

/** Gives the order its model, in place of an earlier one. Throws `WrongStageError` once it is submitted. */
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

/** The partner orders at the price that was offered: there is a contract. */
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
