import type { Customer } from './invented-customer.js';
import type { ApiClient } from './api-client.js';
import type { OrderPlan } from './order-plan.js';

/** A buyer at the API at which they order. */
export interface Buyer {
  /** Returns the ID of the new order. */
  readonly place: (plan: OrderPlan, customer: Customer) => Promise<string>;
  readonly sendModel: (orderId: string, model: Uint8Array) => Promise<void>;
  readonly submit: (orderId: string) => Promise<void>;
  /** Returns the stage that the buyer sees. */
  readonly look: (orderId: string) => Promise<string>;
  /** Pays, or places a binding order. */
  readonly approve: (orderId: string) => Promise<void>;
  readonly cancel: (orderId: string) => Promise<void>;
  readonly close: (orderId: string) => Promise<void>;
}

/** A customer of the shop. */
export function retailBuyer(api: ApiClient): Buyer {
  return {
    ...stepsOf(api, '/orders'),
    place: async ({ material, quantity }, customer) =>
      orderId(await api.call('POST', '/orders', { json: { customer, material, quantity } })),
    approve: async (id) => {
      const json = { payment_reference: `demo-${id}` };
      await api.call('POST', `/orders/${id}/pay`, { json, headers: { 'idempotency-key': `demo-${id}` } });
    },
  };
}

/** A program of a partner. Its client carries the partner's token. */
export function partnerBuyer(api: ApiClient): Buyer {
  return {
    ...stepsOf(api, '/partner/orders'),
    place: async ({ material, quantity }) =>
      orderId(await api.call('POST', '/partner/orders', { json: { material, quantity } })),
    approve: async (id) => {
      await api.call('POST', `/partner/orders/${id}/approve`, { json: { purchase_order: `demo-${id}` } });
    },
  };
}

function stepsOf(api: ApiClient, base: string): Omit<Buyer, 'place' | 'approve'> {
  const post = (step: string) => async (id: string) => {
    await api.call('POST', `${base}/${id}/${step}`);
  };
  return {
    sendModel: async (id, file) => {
      await api.call('PUT', `${base}/${id}/model`, { file });
    },
    submit: post('submit'),
    cancel: post('cancel'),
    close: post('close'),
    look: async (id) => stageOf(await api.call('GET', `${base}/${id}`)),
  };
}

function orderId(answer: unknown): string {
  return textField(answer, 'order_id');
}

function stageOf(answer: unknown): string {
  return textField(answer, 'stage');
}

function textField(answer: unknown, field: string): string {
  const value = (answer as Readonly<Record<string, unknown>> | undefined)?.[field];
  if (typeof value !== 'string') throw new TypeError(`The answer has no ${field}.`);
  return value;
}
