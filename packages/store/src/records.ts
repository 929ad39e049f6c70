import {
  spanKinds,
  spanStatuses,
  type OrderColumns,
  type OrderRef,
  type TelemetryBatch,
} from '@ordertrace/model';
import type { StoredLog, StoredSpan } from './contract.js';

/** IDs as text: 32 and 16 lower-case hexadecimal digits. */
export function traceIdText(high: bigint, low: bigint): string {
  return high.toString(16).padStart(16, '0') + low.toString(16).padStart(16, '0');
}

export function spanIdText(id: bigint): string {
  return id.toString(16).padStart(16, '0');
}

/** The index of the first entry of `row` in the sorted `columns`, or where it would be inserted. */
function firstEntry(columns: OrderColumns, row: number): number {
  let low = 0;
  let high = columns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((columns.row[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The orders that a row names. */
export function ordersAt(columns: OrderColumns, row: number, orders: readonly OrderRef[]): OrderRef[] {
  const named: OrderRef[] = [];
  for (let i = firstEntry(columns, row); i < columns.length && columns.row[i] === row; i++) {
    const order = orders[columns.order[i] ?? 0];
    if (order !== undefined) named.push(order);
  }
  return named;
}

const noBytes = new Uint8Array(0);

/** Row `row` of the batch's spans as a value; its bytes are views into the batch. */
export function spanAt(batch: Omit<TelemetryBatch, 'events' | 'logs'>, row: number): StoredSpan {
  const { spans, texts } = batch;
  const parent = spans.parentSpanId[row] ?? 0n;
  const bodyStart = row === 0 ? 0 : (spans.bodyEnd[row - 1] ?? 0);
  return {
    traceId: traceIdText(spans.traceIdHigh[row] ?? 0n, spans.traceIdLow[row] ?? 0n),
    spanId: spanIdText(spans.spanId[row] ?? 0n),
    parentSpanId: parent === 0n ? undefined : spanIdText(parent),
    startNanos: spans.timeNanos[row] ?? 0n,
    durationNanos: spans.durationNanos[row] ?? 0n,
    kind: spanKinds[spans.kind[row] ?? 0] ?? 'unspecified',
    status: spanStatuses[spans.status[row] ?? 0] ?? 'unset',
    name: texts[spans.name[row] ?? 0] ?? '',
    service: texts[spans.service[row] ?? 0] ?? '',
    statusCode: texts[spans.statusCode[row] ?? 0] ?? '',
    orders: ordersAt(spans.orders, row, batch.orders),
    body: spans.body.subarray(bodyStart, spans.bodyEnd[row] ?? bodyStart),
    resource: batch.resources[spans.resource[row] ?? 0] ?? noBytes,
    scope: batch.scopes[spans.scope[row] ?? 0] ?? noBytes,
  };
}

/** Row `row` of the batch's log records as a value; its bytes are views into the batch. */
export function logAt(batch: Omit<TelemetryBatch, 'events' | 'spans'>, row: number): StoredLog {
  const { logs, texts } = batch;
  const traceIdHigh = logs.traceIdHigh[row] ?? 0n;
  const traceIdLow = logs.traceIdLow[row] ?? 0n;
  const spanId = logs.spanId[row] ?? 0n;
  const bodyStart = row === 0 ? 0 : (logs.bodyEnd[row - 1] ?? 0);
  return {
    timeNanos: logs.timeNanos[row] ?? 0n,
    ...(traceIdHigh === 0n && traceIdLow === 0n ? {} : { traceId: traceIdText(traceIdHigh, traceIdLow) }),
    ...(spanId === 0n ? {} : { spanId: spanIdText(spanId) }),
    service: texts[logs.service[row] ?? 0] ?? '',
    severity: logs.severity[row] ?? 0,
    eventName: texts[logs.eventName[row] ?? 0] ?? '',
    orders: ordersAt(logs.orders, row, batch.orders),
    body: logs.body.subarray(bodyStart, logs.bodyEnd[row] ?? bodyStart),
    resource: batch.resources[logs.resource[row] ?? 0] ?? noBytes,
    scope: batch.scopes[logs.scope[row] ?? 0] ?? noBytes,
  };
}

function compareNanos(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareIds(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Oldest first; ties by ID, so that every store returns the same sequence. */
export function bySpanStart(a: StoredSpan, b: StoredSpan): number {
  return (
    compareNanos(a.startNanos, b.startNanos) ||
    compareIds(a.spanId, b.spanId) ||
    compareIds(a.traceId, b.traceId)
  );
}

/** Oldest first; ties by IDs, so that every store returns the same sequence. */
export function byLogTime(a: StoredLog, b: StoredLog): number {
  return (
    compareNanos(a.timeNanos, b.timeNanos) ||
    compareIds(a.spanId, b.spanId) ||
    compareIds(a.traceId, b.traceId) ||
    compareIds(a.service, b.service)
  );
}
