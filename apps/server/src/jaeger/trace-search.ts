import { attribute, definedFields } from '@ordertrace/conventions';
import type { EpochNanos, OrderRef, Span } from '@ordertrace/model';
import { spanOf } from '@ordertrace/otlp';
import type { Store, StoredSpan } from '@ordertrace/store';
import { hasTags, textsOf, type TagQuery } from './tag-match.js';
import { collect } from '../telemetry/collect.js';
import { distinctSpans } from '../telemetry/distinct-spans.js';
import { formsOfOrder } from '../telemetry/order-forms.js';

/** A search of Jaeger's clients. One span of a trace must match all conditions. */
export interface TraceSearch {
  readonly service?: string;
  readonly operation?: string;
  readonly tags: TagQuery;
  /** Limits of the span's start; the end is exclusive. */
  readonly fromNanos?: EpochNanos;
  readonly toNanos?: EpochNanos;
  readonly minDurationNanos?: bigint;
  readonly maxDurationNanos?: bigint;
  /** Most traces in the result. */
  readonly limit: number;
}

/** A search as a client requested it. */
export interface RequestedSearch extends TraceSearch {
  /** The requested limit, which may be higher than `limit`. */
  readonly limitAsked: number;
}

export type TraceSource = Pick<
  Store,
  'findSpans' | 'spansOfTrace' | 'recordsOfOrders' | 'tenantsOfOrder' | 'tenantsOfOrders'
>;

/** Most spans that the store searches for tags; then the search ends with its results so far. */
const mostSearched = 1_000_000;

/** Returns whole traces, those with the newest matching spans first. */
export async function findTraces(store: TraceSource, search: TraceSearch): Promise<Span[][]> {
  const traces: Span[][] = [];
  for (const traceId of await traceIds(store, search)) traces.push(await spansOfTrace(store, traceId));
  return traces;
}

/** Empty for an unknown trace. Spans with the same ID and other content are all returned. */
export async function spansOfTrace(store: Pick<Store, 'spansOfTrace'>, traceId: string): Promise<Span[]> {
  return distinctSpans(await collect(store.spansOfTrace({ traceId }))).map(spanOf);
}

async function traceIds(store: TraceSource, search: TraceSearch): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const orders = await ordersAsked(store, search);
  // An order's id matches each name that telemetry gives the order.
  const others = new Map([...search.tags].filter(([key]) => key !== attribute.orderId));
  for await (const stored of candidates(store, search, orders)) {
    if (found.has(stored.traceId)) continue;
    const tags = isNamed(stored, orders) ? others : search.tags;
    if (tags.size > 0 && !hasTags(spanOf(stored), tags)) continue;
    found.add(stored.traceId);
    if (found.size >= search.limit) break;
  }
  return found;
}

/** The orders that the tags name, under each name that telemetry gives them; absent where the tags name none. */
async function ordersAsked(
  store: TraceSource,
  { tags }: TraceSearch,
): Promise<readonly OrderRef[] | undefined> {
  const orderId = tags.get(attribute.orderId);
  if (orderId === undefined) return undefined;
  const asked = tags.get(attribute.tenantId);
  const tenants = asked === undefined ? await store.tenantsOfOrder(orderId) : [asked];
  const forms = await Promise.all(tenants.map((tenantId) => formsOfOrder(store, { tenantId, orderId })));
  return forms.flat();
}

function isNamed(stored: StoredSpan, orders: readonly OrderRef[] = []): boolean {
  return stored.orders.some(({ orderId }) => orders.some((one) => one.orderId === orderId));
}

/** Spans that match by columns; if the tags name an order, the order's spans. */
async function* candidates(
  store: TraceSource,
  search: TraceSearch,
  orders: readonly OrderRef[] | undefined,
): AsyncGenerator<StoredSpan> {
  if (orders === undefined) {
    yield* store.findSpans(columnsOf(search));
    return;
  }
  const spans: StoredSpan[] = [];
  for await (const records of store.recordsOfOrders(orders))
    spans.push(...records.spans.filter((span) => inColumns(span, search)));
  yield* spans.sort((a, b) => (a.startNanos > b.startNanos ? -1 : 1));
}

function columnsOf(search: TraceSearch) {
  const { service, operation, fromNanos, toNanos, minDurationNanos, maxDurationNanos } = search;
  return {
    ...definedFields({ service, name: operation, fromNanos, toNanos, minDurationNanos, maxDurationNanos }),
    texts: textsOf(search.tags),
    mostSearched,
  };
}

function inColumns(span: StoredSpan, search: TraceSearch): boolean {
  const { service = span.service, operation = span.name } = search;
  const { fromNanos, toNanos, minDurationNanos, maxDurationNanos } = search;
  return (
    span.service === service &&
    span.name === operation &&
    (fromNanos === undefined || span.startNanos >= fromNanos) &&
    (toNanos === undefined || span.startNanos < toNanos) &&
    (minDurationNanos === undefined || span.durationNanos >= minDurationNanos) &&
    (maxDurationNanos === undefined || span.durationNanos <= maxDurationNanos)
  );
}
