import type { OrderRef, OrderState } from '@ordertrace/model';
import type { Store, StoredJourney } from '@ordertrace/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lookedAt, tenantScope } from './index.js';
import { ApiError, sendProblem } from '../http/errors.js';
import { lookUpOrder, type OrderLookup } from './order-lookup.js';

/** What an address of the API names: an order id, perhaps its tenant, and the path behind the id. */
export interface AskedOrder {
  readonly id: string;
  readonly tenant?: string | undefined;
  readonly path: string;
  /** What the access log calls it; unless said, that what the path names was viewed. */
  readonly action?: string;
  /** Who asks may belong to a tenant, and then finds that tenant's orders alone. */
  readonly request: FastifyRequest;
}

/** The order; or `undefined` after the reply has been sent with the tenants to choose from. */
export async function findOrder(
  store: Store,
  reply: FastifyReply,
  asked: AskedOrder,
): Promise<OrderState | undefined> {
  const found = await find({ store, reply, asked }, async (ref) => ({ state: await store.order(ref) }));
  return found?.state;
}

export interface FoundJourney extends StoredJourney {
  readonly state: OrderState;
}

/** The order with everything that is stored of it; otherwise as `findOrder`. */
export function findJourney(
  store: Store,
  reply: FastifyReply,
  asked: AskedOrder,
): Promise<FoundJourney | undefined> {
  return find({ store, reply, asked }, (ref) => store.journeyOf(ref));
}

interface OrderSearch {
  readonly store: Store;
  readonly reply: FastifyReply;
  readonly asked: AskedOrder;
}

async function find<T extends { readonly state: OrderState | undefined }>(
  { store, reply, asked }: OrderSearch,
  read: (ref: OrderRef) => Promise<T>,
): Promise<(T & { readonly state: OrderState }) | undefined> {
  const lookup = await scopedLookup(store, asked);
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
  const found = lookup.found === 'one' ? await read(lookup.ref) : undefined;
  const state = found?.state;
  if (found === undefined || state === undefined)
    throw noSuchOrder({ orderId: asked.id, tenantId: asked.tenant ?? '' });
  lookedAt(asked.request, {
    action: asked.action ?? `${asked.path.slice(1) || 'order'}_viewed`,
    orders: [state],
  });
  return { ...found, state };
}

/** Where the tenant is said, or known from who asks, nothing is looked up of others: neither answer nor time tells. */
async function scopedLookup(store: Store, { id, tenant, request }: AskedOrder): Promise<OrderLookup> {
  const scope = tenantScope(request, tenant);
  return scope === undefined
    ? lookUpOrder(store, id)
    : { found: 'one', ref: { orderId: id, tenantId: scope } };
}

function noSuchOrder(ref: OrderRef): ApiError {
  return new ApiError(404, 'no_such_order', {
    message:
      `No telemetry names order "${ref.orderId}"${ref.tenantId === '' ? '' : ` of tenant "${ref.tenantId}"`}. ` +
      'A new order appears within seconds of its first span or log line.',
  });
}
