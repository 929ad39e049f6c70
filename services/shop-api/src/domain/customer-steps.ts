import { retailTenant, type Actor, type Stage } from '@ordertrace/conventions';
import { orderMessage, type OutgoingMessage } from '@ordertrace/messaging';
import { possibleSteps, Problem, takeStep } from '@ordertrace/service-kit';
import type { Model, Order } from './order.js';

/** A change of an order: the new state, and messages to other applications. */
export interface Move {
  readonly changes: Partial<Omit<Order, 'orderId' | 'stage' | 'stageSince'>>;
  readonly stage: Stage;
  /** Actor of the transition. Absent if the order stays in its stage. */
  readonly actor?: Actor;
  readonly messages: readonly OutgoingMessage[];
}

/** Steps of the customer, with the stages in which each is possible. */
export const customerSteps = {
  model: { from: ['CREATED'], to: 'CREATED' },
  submit: { from: ['CREATED'], to: 'SUBMITTED' },
  pay: { from: ['PRICED'], to: 'APPROVED' },
  cancel: { from: ['CREATED', 'SUBMITTED', 'PRICED', 'APPROVED'], to: 'CANCELLED' },
  close: { from: ['SHIPPED'], to: 'CLOSED' },
} as const;

export const applicationName = 'shop-api';

/**
 * Sets the order's model, or replaces an earlier one. Throws `WrongStageError` after the order is submitted.
 */
export function withModel(order: Order, model: Model): Order {
  takeStep(customerSteps, 'model', order.stage);
  return { ...order, model };
}

/** Hands the order over to production for pricing. */
export function submit(order: Order, at: Date): Move {
  const stage = takeStep(customerSteps, 'submit', order.stage);
  if (order.model === undefined) {
    const detail = `Order ${order.orderId} has no 3D model: PUT it to /orders/${order.orderId}/model first.`;
    throw new Problem({ status: 409, code: 'model_missing', detail });
  }
  const data = {
    ...reference(order),
    material: order.material,
    quantity: order.quantity,
    model_key: order.model.key,
  };
  return moved(stage, [orderMessage('order.submitted', data, { source: applicationName, time: at })]);
}

/** The customer has paid the offered price: there is a contract. */
export function pay(order: Order, at: Date, paymentReference: string): Move {
  const stage = takeStep(customerSteps, 'pay', order.stage);
  if (isCancelling(order)) {
    const detail = `The cancellation of order ${order.orderId} was requested; production has not answered yet.`;
    throw new Problem({ status: 409, code: 'cancellation_requested', detail });
  }
  const message = orderMessage('order.approved', reference(order), { source: applicationName, time: at });
  return { ...moved(stage, [message]), changes: { paymentReference } };
}

/**
 * Cancels the order if production does not know it yet, else requests the cancellation: production may have
 * begun without the shop's knowledge, and answers. Returns undefined if it is requested already.
 */
export function cancel(order: Order, at: Date): Move | undefined {
  const stage = takeStep(customerSteps, 'cancel', order.stage);
  if (order.stage === 'CREATED') return moved(stage);
  if (isCancelling(order)) return undefined;
  const about = { source: applicationName, time: at };
  return {
    stage: order.stage,
    changes: { cancellation: { state: 'requested' } },
    messages: [orderMessage('order.cancellation_requested', reference(order), about)],
  };
}

function isCancelling({ cancellation }: Order): boolean {
  return cancellation?.state === 'requested';
}

/** Steps that the customer can take now. */
export function possibleFor(order: Order): string[] {
  const steps = possibleSteps(customerSteps, order.stage);
  return isCancelling(order) ? steps.filter((step) => step !== 'pay' && step !== 'cancel') : steps;
}

/** The customer has received the goods. */
export function close(order: Order, at: Date): Move {
  const stage = takeStep(customerSteps, 'close', order.stage);
  const message = orderMessage('order.closed', reference(order), { source: applicationName, time: at });
  return moved(stage, [message]);
}

function moved(stage: Stage, messages: readonly OutgoingMessage[] = []): Move {
  return { stage, changes: {}, actor: 'customer', messages };
}

function reference(order: Order): { order_id: string; tenant_id: string } {
  return { order_id: order.orderId, tenant_id: retailTenant };
}
