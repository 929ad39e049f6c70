import { formDecoded, type Flows, type OrderRef } from '@ordertrace/model';
import type { SavedOrder, Store, StoredJourney } from '@ordertrace/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lookedAt, storedIds, tenantScope } from './index.js';
import { ApiError, sendProblem } from '../http/errors.js';
import { lookUpOrder, type OrderLookup } from './order-lookup.js';
import { unsavedOrder } from './unsaved-order.js';
import { encodedForms, journeyInOneForm } from '../telemetry/order-forms.js';

/** The parts of an API address: an order ID, an optional tenant, and the path after the ID. */
export interface OrderAddress {
  readonly id: string;
  readonly tenant?: string | undefined;
  readonly path: string;
  /** The action in the access log; by default, the view that the path names. */
  readonly action?: string;
  /** Flows of orders without a saved state, while no fold can save them; otherwise such an order is not found. */
  readonly unsavedFlows?: () => Flows | undefined;
  /** The caller of the request may belong to a tenant; then only that tenant's orders are found. */
  readonly request: FastifyRequest;
}

/** Returns the order, or `undefined` after a reply with the tenants to choose from. */
export async function findOrder(
  store: Store,
  reply: FastifyReply,
  asked: OrderAddress,
): Promise<SavedOrder | undefined> {
  const found = await find({ store, reply, asked }, async (ref) => {
    const state = await store.order(ref);
    if (state !== undefined || asked.unsavedFlows?.() === undefined) return { state };
    return { state: withState(asked, await store.journeyOf(ref)).state };
  });
  return found?.state;
}

export interface FoundJourney extends StoredJourney {
  readonly state: SavedOrder;
}

/** As `findOrder`, with all stored data of the order. */
export function findJourney(
  store: Store,
  reply: FastifyReply,
  asked: OrderAddress,
): Promise<FoundJourney | undefined> {
  return find({ store, reply, asked }, async (ref) => withState(asked, await journeyInOneForm(store, ref)));
}

function withState({ unsavedFlows }: OrderAddress, journey: StoredJourney): StoredJourney {
  const flows = journey.state === undefined ? unsavedFlows?.() : undefined;
  return flows === undefined ? journey : { ...journey, state: unsavedOrder(journey, flows) };
}

interface OrderSearch {
  readonly store: Store;
  readonly reply: FastifyReply;
  readonly asked: OrderAddress;
}

async function find<T extends { readonly state: SavedOrder | undefined }>(
  { store, reply, asked }: OrderSearch,
  read: (ref: OrderRef) => Promise<T>,
): Promise<(T & { readonly state: SavedOrder }) | undefined> {
  for (const id of storedIds(asked.request, asked.id)) {
    const lookup = await lookupInOneForm(store, { ...asked, id });
    if (lookup.found === 'several') {
      await sendChoices(reply, { ...asked, id }, lookup.tenants);
      return undefined;
    }
    const found = lookup.found === 'one' ? await read(lookup.ref) : undefined;
    const state = found?.state;
    if (found !== undefined && state !== undefined) return shown(asked, { ...found, state });
  }
  throw noSuchOrder({ orderId: asked.id, tenantId: asked.tenant ?? '' });
}

/** As `scopedLookup`; a form-encoded id finds its order. */
async function lookupInOneForm(store: Store, asked: OrderAddress): Promise<OrderLookup> {
  const id = formDecoded(asked.id);
  const plain = id === undefined ? undefined : await scopedLookup(store, { ...asked, id });
  if (plain?.found === 'one' && (await encodedForms(store, [plain.ref])).size > 0) return plain;
  return scopedLookup(store, asked);
}

function shown<T extends { readonly state: SavedOrder }>(asked: OrderAddress, found: T): T {
  lookedAt(asked.request, {
    action: asked.action ?? `${asked.path.slice(1) || 'order'}_viewed`,
    orders: [found.state],
  });
  return found;
}

async function sendChoices(
  reply: FastifyReply,
  { id, path }: OrderAddress,
  tenants: readonly string[],
): Promise<void> {
  const href = `/api/v1/orders/${encodeURIComponent(id)}${path}?tenant=`;
  await sendProblem(reply, {
    status: 300,
    code: 'several_orders',
    title: 'Several tenants have an order of this id',
    detail: 'Add ?tenant= with one of the choices.',
    choices: tenants.map((tenant) => ({ tenant_id: tenant, href: href + encodeURIComponent(tenant) })),
  });
}

/**
 * If the tenant is given, or known from the caller, other tenants are not searched: neither the response nor
 * its time reveals them.
 */
async function scopedLookup(store: Store, { id, tenant, request }: OrderAddress): Promise<OrderLookup> {
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
