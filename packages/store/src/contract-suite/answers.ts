import type { OrderRef } from '@ordertrace/model';
import type {
  Change,
  OrderRecords,
  StoredLog,
  StoredSpan,
  TelemetryReader,
  TelemetryStore,
} from '../contract.js';

export async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** A span with its bytes as text and its orders sorted, to compare by value. */
export function plainSpan(span: StoredSpan) {
  return { ...span, ...plainParts(span) };
}

export function plainLog(log: StoredLog) {
  return { ...log, ...plainParts(log) };
}

function plainParts({ body, resource, scope, orders }: StoredSpan | StoredLog) {
  return {
    body: Buffer.from(body).toString(),
    resource: Buffer.from(resource).toString(),
    scope: Buffer.from(scope).toString(),
    orders: orders.map(({ tenantId, orderId }) => `${tenantId}/${orderId}`).sort(),
  };
}

/** A record as text; equal records have equal texts. */
export function recordText(record: unknown): string {
  const fields = Object.entries(record as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(fields, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

/** All records of one order. */
export async function recordsOf(
  store: Pick<TelemetryReader, 'recordsOfOrders'>,
  order: OrderRef,
): Promise<OrderRecords> {
  const [records] = await all(store.recordsOfOrders([order]));
  if (records === undefined) throw new Error('The store returned no records of an order.');
  return records;
}

/** The bodies of the order's spans, in the sequence that the store returns. */
export async function spanBodies(store: TelemetryStore, order: OrderRef): Promise<string[]> {
  return (await recordsOf(store, order)).spans.map((span) => plainSpan(span).body);
}

export async function logBodies(store: TelemetryStore, order: OrderRef): Promise<string[]> {
  return (await recordsOf(store, order)).logs.map((log) => plainLog(log).body);
}

/** All changes, read `limit` positions at a time and folded by order into first and last time. */
export async function foldedChanges(store: TelemetryStore, limit: number) {
  const folded = new Map<string, { first: bigint; last: bigint }>();
  let after = store.positions.start;
  for (;;) {
    const changes = await store.changesAfter({ after, limit });
    const last = changes.at(-1);
    if (last === undefined) break;
    if (store.positions.distance(after, last.position) === 0)
      throw new Error('changesAfter returned a change that is before the position.');
    after = last.position;
    for (const change of changes) fold(folded, change);
  }
  return [...folded]
    .map(([order, { first, last }]) => ({ order, first, last }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
}

function fold(
  folded: Map<string, { first: bigint; last: bigint }>,
  { order, firstNanos, lastNanos }: Change,
): void {
  const key = `${order.tenantId}/${order.orderId}`;
  const known = folded.get(key) ?? { first: firstNanos, last: lastNanos };
  folded.set(key, {
    first: firstNanos < known.first ? firstNanos : known.first,
    last: lastNanos > known.last ? lastNanos : known.last,
  });
}

/**
 * The texts of all telemetry without duplicates, read from the start in pieces of about `limitBytes`.
 */
export async function followed(store: TelemetryStore, limitBytes: number): Promise<string[]> {
  const texts = new Set<string>();
  for (let after = store.positions.start; ;) {
    const { spans, logs, position } = await store.telemetryAfter({ after, limitBytes });
    for (const span of spans) texts.add(recordText(plainSpan(span)));
    for (const log of logs) texts.add(recordText(plainLog(log)));
    if (position === after) return [...texts].sort();
    after = position;
  }
}
