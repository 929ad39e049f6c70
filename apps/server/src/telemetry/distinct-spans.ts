import { orderRefText } from '@ordertrace/model';
import type { StoredSpan } from '@ordertrace/store';

/**
 * Removes duplicates of spans, and joins their orders: the order of a batch may have become known after it
 * was stored. `spans` must be sorted by start and ID, as stores return them.
 */
export function distinctSpans(spans: Iterable<StoredSpan>): StoredSpan[] {
  const distinct: StoredSpan[] = [];
  for (const span of spans) {
    const last = distinct.at(-1);
    if (last !== undefined && isSame(last, span)) distinct[distinct.length - 1] = joined(last, span);
    else distinct.push(span);
  }
  return distinct;
}

const columns = [
  ...['traceId', 'spanId', 'parentSpanId', 'startNanos', 'durationNanos'],
  ...['kind', 'status', 'name', 'service', 'statusCode'],
] as readonly (keyof StoredSpan)[];

/** Whether both are the same record; equal IDs from two services are two spans. */
function isSame(a: StoredSpan, b: StoredSpan): boolean {
  return (
    columns.every((column) => a[column] === b[column]) &&
    Buffer.compare(a.body, b.body) === 0 &&
    Buffer.compare(a.resource, b.resource) === 0
  );
}

function joined(a: StoredSpan, b: StoredSpan): StoredSpan {
  const orders = new Map([...a.orders, ...b.orders].map((order) => [orderRefText(order), order]));
  return { ...a, orders: [...orders.values()] };
}
