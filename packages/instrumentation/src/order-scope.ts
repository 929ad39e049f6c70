import { propagation, type Baggage, type BaggageEntry, type Context } from '@opentelemetry/api';
import { attribute, baggageKey } from '@ordertrace/conventions';

/** An order's key. `tenantId` may be empty where it is not known. */
export interface OrderRef {
  readonly orderId: string;
  readonly tenantId: string;
}

/** The orders that a piece of code works for. `stage` moves on with the order, for everyone who holds the scope. */
export interface OrderScope {
  /** Never empty; more than one in a batch. */
  readonly orders: readonly OrderRef[];
  /** The orders as attributes, see `orderAttributes`. */
  readonly attributes: OrderAttributes;
  stage: string | undefined;
}

export interface OrderAttributes {
  readonly order_id?: string | string[];
  readonly tenant_id?: string | string[];
  readonly [key: string]: string | string[] | undefined;
}

export function createScope(orders: readonly OrderRef[], stage: string | undefined): OrderScope {
  return { orders, stage, attributes: orderAttributes(orders) };
}

/**
 * `order_id` and `tenant_id` as attributes: texts for one order, for several a list of ids, and of tenants in
 * the same order where they differ. Empty for no order.
 */
export function orderAttributes(orders: readonly OrderRef[]): OrderAttributes {
  const [first] = orders;
  if (first === undefined) return {};
  const ids = orders.map((order) => order.orderId);
  const tenants = orders.map((order) => order.tenantId);
  const oneTenant = tenants.every((tenant) => tenant === first.tenantId);
  const tenant = oneTenant ? first.tenantId : tenants;
  return {
    [attribute.orderId]: ids.length === 1 ? first.orderId : ids,
    ...(tenant !== '' && { [attribute.tenantId]: tenant }),
  };
}

/** Longest id, tenant or stage that is taken as one. */
const maxIdLength = 128;
/** Several orders share one baggage entry; propagators drop entries longer than 4096. */
const maxListLength = 3800;
const maxOrders = 100;

/** True for a text that can be an id: 1 to 128 characters, no control characters or line breaks. */
export function isId(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    text.length > 0 &&
    text.length <= maxIdLength &&
    !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)
  );
}

/** The order, or nothing where its id can't be one. A tenant that can't be one is left out. */
export function orderFrom(order: { orderId?: unknown; tenantId?: unknown }): OrderRef | undefined {
  if (!isId(order.orderId)) return undefined;
  return { orderId: order.orderId, tenantId: isId(order.tenantId) ? order.tenantId : '' };
}

export function sameOrder(a: OrderRef, b: OrderRef): boolean {
  return a.orderId === b.orderId && a.tenantId === b.tenantId;
}

/**
 * The orders without repetition, at most a hundred. One without its tenant is dropped where the same id is
 * there with a tenant.
 */
export function distinctOrders(orders: readonly OrderRef[]): OrderRef[] {
  const withTenant = new Set(orders.filter((order) => order.tenantId !== '').map((order) => order.orderId));
  const distinct = new Map<string, OrderRef>();
  for (const order of orders) {
    if (order.tenantId === '' && withTenant.has(order.orderId)) continue;
    distinct.set(`${order.tenantId}\n${order.orderId}`, order);
  }
  return [...distinct.values()].slice(0, maxOrders);
}

const scopes = new WeakMap<Baggage, { readonly scope: OrderScope | undefined }>();

/** The scope that baggage names; the same object for the same baggage. */
export function scopeOfBaggage(baggage: Baggage | undefined): OrderScope | undefined {
  if (baggage === undefined) return undefined;
  const known = scopes.get(baggage);
  if (known !== undefined) return known.scope;
  const scope = readScope(baggage);
  scopes.set(baggage, { scope });
  return scope;
}

function readScope(baggage: Baggage): OrderScope | undefined {
  const stageText = baggage.getEntry(baggageKey.stage)?.value;
  const stage = isId(stageText) ? stageText : undefined;
  const one = orderFrom({
    orderId: baggage.getEntry(baggageKey.orderId)?.value,
    tenantId: baggage.getEntry(baggageKey.tenantId)?.value,
  });
  if (one !== undefined) return createScope([one], stage);
  const orders = readList(baggage.getEntry(baggageKey.orders)?.value ?? '');
  return orders.length === 0 ? undefined : createScope(orders, stage);
}

/** A context whose baggage names the orders; other entries stay. */
export function contextWithScope(context: Context, scope: OrderScope): Context {
  const entries = foreignEntries(propagation.getBaggage(context));
  const baggage = propagation.createBaggage({ ...entries, ...scopeEntries(scope) });
  scopes.set(baggage, { scope });
  return propagation.setBaggage(context, baggage);
}

/** A baggage header without the entries that name orders; other entries stay as they are. */
export function headerWithoutOrders(header: string): string {
  const keyOf = (entry: string) => decoded(entry.split(/[=;]/, 1)[0]?.trim() ?? '');
  const kept = header.split(',').filter((entry) => !ownKeys.has(keyOf(entry)));
  return kept.join(',');
}

const ownKeys: ReadonlySet<string> = new Set(Object.values(baggageKey));

function foreignEntries(baggage: Baggage | undefined): Record<string, BaggageEntry> {
  const entries = baggage?.getAllEntries() ?? [];
  return Object.fromEntries(entries.filter(([key]) => !ownKeys.has(key)));
}

function scopeEntries(scope: OrderScope): Record<string, BaggageEntry> {
  const entries: Record<string, BaggageEntry> = {};
  const [first] = scope.orders;
  if (scope.orders.length === 1 && first !== undefined) {
    entries[baggageKey.orderId] = { value: first.orderId };
    if (first.tenantId !== '') entries[baggageKey.tenantId] = { value: first.tenantId };
  } else {
    entries[baggageKey.orders] = { value: writeList(scope.orders) };
  }
  if (scope.stage !== undefined) entries[baggageKey.stage] = { value: scope.stage };
  return entries;
}

/** As many of the orders as one baggage entry holds. */
function writeList(orders: readonly OrderRef[]): string {
  let list = '';
  for (const { tenantId, orderId } of orders) {
    const item = `${encodeURIComponent(tenantId)}/${encodeURIComponent(orderId)}`;
    const longer = list === '' ? item : `${list} ${item}`;
    if (encodeURIComponent(longer).length > maxListLength) break;
    list = longer;
  }
  return list;
}

function readList(list: string): OrderRef[] {
  const orders = list.split(' ').flatMap((item) => {
    const [tenantId, orderId] = item.split('/').map(decoded);
    return orderFrom({ orderId, tenantId }) ?? [];
  });
  return distinctOrders(orders);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
