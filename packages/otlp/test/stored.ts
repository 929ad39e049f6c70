import {
  spanKinds,
  spanStatuses,
  type OrderRef,
  type RecordColumns,
  type TelemetryBatch,
} from '@ordertrace/model';
import type { LogFields, SpanFields } from '@ordertrace/otlp';

/** Rows of a batch in the form that a store returns. */
export function storedSpans(
  batch: TelemetryBatch,
): (SpanFields & { service: string; statusCode: string; orders: OrderRef[] })[] {
  const { spans } = batch;
  return Array.from({ length: spans.length }, (_, row) => ({
    ...ids(spans, row),
    ...(spans.parentSpanId[row] !== 0n && { parentSpanId: hex(spans.parentSpanId[row]!) }),
    startNanos: spans.timeNanos[row]!,
    durationNanos: spans.durationNanos[row]!,
    kind: spanKinds[spans.kind[row]!]!,
    status: spanStatuses[spans.status[row]!]!,
    name: batch.texts[spans.name[row]!]!,
    statusCode: batch.texts[spans.statusCode[row]!]!,
    ...common(batch, spans, row),
  })) as never;
}

export function storedLogs(batch: TelemetryBatch): (LogFields & { service: string; orders: OrderRef[] })[] {
  const { logs } = batch;
  return Array.from({ length: logs.length }, (_, row) => ({
    ...ids(logs, row),
    timeNanos: logs.timeNanos[row]!,
    severity: logs.severity[row]!,
    eventName: batch.texts[logs.eventName[row]!]!,
    ...common(batch, logs, row),
  }));
}

function ids(columns: RecordColumns, row: number) {
  const high = columns.traceIdHigh[row]!;
  const low = columns.traceIdLow[row]!;
  return {
    ...((high !== 0n || low !== 0n) && { traceId: hex(high) + hex(low) }),
    ...(columns.spanId[row] !== 0n && { spanId: hex(columns.spanId[row]!) }),
  };
}

function common(batch: TelemetryBatch, columns: RecordColumns, row: number) {
  const { orders } = columns;
  return {
    service: batch.texts[columns.service[row]!]!,
    resource: batch.resources[columns.resource[row]!]!,
    scope: batch.scopes[columns.scope[row]!]!,
    body: columns.body.slice(row === 0 ? 0 : columns.bodyEnd[row - 1], columns.bodyEnd[row]),
    orders: Array.from({ length: orders.length }, (_, i) => i)
      .filter((i) => orders.row[i] === row)
      .map((i) => batch.orders[orders.order[i]!]!),
  };
}

function hex(half: bigint): string {
  return half.toString(16).padStart(16, '0');
}
