import { createHash } from 'node:crypto';
import { orderRefText, TelemetryBatchBuilder, type OrderRef, type TelemetryBatch } from '@ordertrace/model';

const numbers = [
  'traceIdHigh',
  'traceIdLow',
  'spanId',
  'parentSpanId',
  'timeNanos',
  'durationNanos',
  'contentHash',
] as const;
type Numbers = Readonly<Record<(typeof numbers)[number], bigint>>;

/** A copy of one span of a batch, with its own bytes, because the batch may be gone. */
export interface KeptRow extends Numbers {
  readonly kind: number;
  readonly status: number;
  readonly name: string;
  readonly service: string;
  readonly statusCode: string;
  readonly body: Uint8Array;
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
}

export function keptRow({ spans, texts, resources, scopes }: TelemetryBatch, row: number): KeptRow {
  const text = (column: Uint32Array) => texts[column[row] ?? 0] ?? '';
  const bytes = (all: readonly Uint8Array[], column: Uint32Array) =>
    (all[column[row] ?? 0] ?? new Uint8Array(0)).slice();
  const cells = Object.fromEntries(numbers.map((column) => [column, spans[column][row] ?? 0n])) as Numbers;
  const bodyStart = row === 0 ? 0 : (spans.bodyEnd[row - 1] ?? 0);
  return {
    ...cells,
    kind: spans.kind[row] ?? 0,
    status: spans.status[row] ?? 0,
    name: text(spans.name),
    service: text(spans.service),
    statusCode: text(spans.statusCode),
    body: spans.body.slice(bodyStart, spans.bodyEnd[row] ?? bodyStart),
    resource: bytes(resources, spans.resource),
    scope: bytes(scopes, spans.scope),
  };
}

/**
 * A batch with only this span, naming these orders. The store treats it as a different record than the original.
 * Repeated copies count as one record.
 */
export function namedBatch(row: KeptRow, orders: readonly OrderRef[]): TelemetryBatch {
  const builder = new TelemetryBatchBuilder();
  const { spans } = builder;
  const at = spans.open();
  for (const column of numbers) spans[column][at] = row[column];
  spans.contentHash[at] = row.contentHash ^ hashOf(orders);
  spans.kind[at] = row.kind;
  spans.status[at] = row.status;
  spans.name[at] = builder.text(row.name);
  spans.service[at] = builder.text(row.service);
  spans.statusCode[at] = builder.text(row.statusCode);
  spans.resource[at] = builder.resources.push(row.resource.slice()) - 1;
  spans.scope[at] = builder.scopes.push(row.scope.slice()) - 1;
  spans.appendBody(row.body);
  for (const order of orders) spans.orders.add(at, builder.order(order));
  spans.seal();
  return builder;
}

function hashOf(orders: readonly OrderRef[]): bigint {
  const texts = orders.map(orderRefText).sort();
  return createHash('sha256').update(JSON.stringify(texts)).digest().readBigUInt64BE();
}
