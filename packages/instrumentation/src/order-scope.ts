import { propagation, type Baggage, type BaggageEntry, type Context } from '@opentelemetry/api';
import { attribute, baggageKey } from '@ordertrace/conventions';

/** The key of an order. `tenantId` may be empty if it is unknown. */
export interface OrderRef {
  readonly orderId: string;
  readonly tenantId: string;
}

/** The orders that a piece of code works for. A change of `stage` is visible to all code with this scope. */
export interface OrderScope {
  /** Never empty; a batch has several orders. */
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
 * `order_id` and `tenant_id` as attributes: texts for one order, lists for several. Tenants that are all the same are one text; otherwise the list has the sequence of the orders. Empty for no order.
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

/** Most characters of an ID, a tenant or a stage. */
const maxIdLength = 128;
/** Most characters of the baggage entry for several orders. Propagators drop entries longer than 4096. */
const maxListLength = 3800;
const maxOrders = 100;

/** Whether a text is a valid ID: 1 to 128 characters, no control characters or line breaks. */
export function isId(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    text.length > 0 &&
    text.length <= maxIdLength &&
    !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)
  );
}

/** The order, or `undefined` if its ID is invalid. An invalid tenant is left out. */
export function orderFrom(order: { orderId?: unknown; tenantId?: unknown }): OrderRef | undefined {
  if (!isId(order.orderId)) return undefined;
  return { orderId: order.orderId, tenantId: isId(order.tenantId) ? order.tenantId : '' };
}

export function sameOrder(a: OrderRef, b: OrderRef): boolean {
  return a.orderId === b.orderId && a.tenantId === b.tenantId;
}

/**
 * The orders without duplicates, at most a hundred. An order without a tenant is dropped if the same ID is
 * present with a tenant.
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

/** The scope that the baggage names. The same baggage object returns the same scope object. */
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

/** A context whose baggage names the orders. Other entries are kept. */
export function contextWithScope(context: Context, scope: OrderScope): Context {
  const entries = foreignEntries(propagation.getBaggage(context));
  const baggage = propagation.createBaggage({ ...entries, ...scopeEntries(scope) });
  scopes.set(baggage, { scope });
  return propagation.setBaggage(context, baggage);
}

/** A baggage header without the entries that name orders. Other entries are unchanged. */
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

/** The first orders, as many as fit into one baggage entry. */
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
