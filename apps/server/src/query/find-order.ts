import type { OrderRef, OrderState } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyReply } from 'fastify';
import { ApiError, sendProblem } from './errors.js';
import { lookUpOrder } from './order-lookup.js';

/** What an address of the API names: an order id, perhaps its tenant, and the path behind the id. */
export interface AskedOrder {
  readonly id: string;
  readonly tenant?: string | undefined;
  readonly path: string;
}

/** The order; or `undefined` after the reply has been sent with the tenants to choose from. */
export async function findOrder(
  store: Store,
  reply: FastifyReply,
  asked: AskedOrder,
): Promise<OrderState | undefined> {
  const lookup = await lookUpOrder(store, asked.id, asked.tenant);
  if (lookup.found === 'several') {
    const href = `/api/v1/orders/${encodeURIComponent(asked.id)}${asked.path}?tenant=`;
    await sendProblem(reply, {
      status: 300,
      code: 'several_orders',
      title: 'Several tenants have an order of this id',
      detail: 'Add ?tenant= with one of the choices.',
      choices: lookup.tenants.map((tenant) => ({
        tenant_id: tenant,
        href: href + encodeURIComponent(tenant),
      })),
    });
    return undefined;
  }
  const state = lookup.found === 'one' ? await store.order(lookup.ref) : undefined;
  if (state === undefined) throw noSuchOrder({ orderId: asked.id, tenantId: asked.tenant ?? '' });
  return state;
}

function noSuchOrder(ref: OrderRef): ApiError {
  return new ApiError(404, 'no_such_order', {
    message:
      `No telemetry names order "${ref.orderId}"${ref.tenantId === '' ? '' : ` of tenant "${ref.tenantId}"`}. ` +
      'A new order appears within seconds of its first span or log line.',
  });
}
