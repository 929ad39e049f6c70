import type { LogColumns, OrderEvent, SpanColumns, TelemetryBatch } from '@ordertrace/model';

/**
 * A batch as one piece of memory, for transfer between threads and, unchanged, for the commit log.
 *
 * ```
 * │ header length │ header (JSON) │ pad │ columns of spans │ columns of logs │ resources │ scopes │
 * ```
 *
 * The header holds texts, orders, events, and all lengths. Columns of 8-byte cells come first, so that all
 * are aligned and need no copy.
 */
const spanWords = [
  'traceIdHigh',
  'traceIdLow',
  'spanId',
  'parentSpanId',
  'contentHash',
  'timeNanos',
  'durationNanos',
] as const;
const spanNumbers = ['service', 'resource', 'scope', 'name', 'statusCode', 'bodyEnd'] as const;
const spanBytes = ['kind', 'status'] as const;
const logWords = ['traceIdHigh', 'traceIdLow', 'spanId', 'contentHash', 'timeNanos'] as const;
const logNumbers = ['service', 'resource', 'scope', 'eventName', 'bodyEnd'] as const;
const logBytes = ['severity'] as const;

interface Header {
  readonly texts: readonly string[];
  readonly orders: readonly (readonly [string, string])[];
  readonly events: readonly Record<string, unknown>[];
  readonly resources: readonly number[];
  readonly scopes: readonly number[];
  readonly spans: Lengths;
  readonly logs: Lengths;
}

/** Rows, order entries, bytes of body. */
type Lengths = readonly [number, number, number];

export function packBatch(batch: TelemetryBatch): Uint8Array<ArrayBuffer> {
  const header = Buffer.from(JSON.stringify(headerOf(batch)));
  const start = aligned(4 + header.length);
  const parts = [...columnBytes(batch), ...batch.resources, ...batch.scopes];
  const total = parts.reduce((sum, part) => aligned(sum + part.length), start);
  const packed = new Uint8Array(total);
  new DataView(packed.buffer).setUint32(0, header.length, true);
  packed.set(header, 4);
  let at = start;
  for (const part of parts) {
    packed.set(part, at);
    at = aligned(at + part.length);
  }
  return packed;
}

function aligned(offset: number): number {
  return (offset + 7) & ~7;
}

function headerOf(batch: TelemetryBatch): Header {
  return {
    texts: batch.texts,
    orders: batch.orders.map(({ tenantId, orderId }) => [tenantId, orderId]),
    events: batch.events.map(eventFields),
    resources: batch.resources.map((bytes) => bytes.length),
    scopes: batch.scopes.map((bytes) => bytes.length),
    spans: lengthsOf(batch.spans),
    logs: lengthsOf(batch.logs),
  };
}

function lengthsOf({ length, orders, bodyEnd }: SpanColumns | LogColumns): Lengths {
  return [length, orders.length, length === 0 ? 0 : (bodyEnd[length - 1] ?? 0)];
}

function columnBytes({ spans, logs }: TelemetryBatch): Uint8Array[] {
  return [
    ...[...spanWords, ...spanNumbers, ...spanBytes].map((name) => cells(spans[name], spans.length)),
    ...bodyAndOrders(spans),
    ...[...logWords, ...logNumbers, ...logBytes].map((name) => cells(logs[name], logs.length)),
    ...bodyAndOrders(logs),
  ];
}

function bodyAndOrders(columns: SpanColumns | LogColumns): Uint8Array[] {
  const [, orders, body] = lengthsOf(columns);
  return [
    cells(columns.orders.row, orders),
    cells(columns.orders.order, orders),
    columns.body.subarray(0, body),
  ];
}

function cells(
  column: BigUint64Array | BigInt64Array | Uint32Array | Uint8Array,
  length: number,
): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, length * column.BYTES_PER_ELEMENT);
}

/** Unpacks a batch; its columns are views into the bytes. */
export function unpackBatch(packed: Uint8Array<ArrayBuffer>): TelemetryBatch {
  const headerLength = new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  const header = JSON.parse(Buffer.from(packed.subarray(4, 4 + headerLength)).toString()) as Header;
  const cursor = new ColumnReader(packed, aligned(4 + headerLength));
  return {
    spans: unpackSpans(cursor, header.spans),
    logs: unpackLogs(cursor, header.logs),
    events: header.events.map(eventOf),
    texts: header.texts,
    orders: header.orders.map(([tenantId, orderId]) => ({ tenantId, orderId })),
    resources: header.resources.map((length) => cursor.bytes(length)),
    scopes: header.scopes.map((length) => cursor.bytes(length)),
  };
}

/** Fields that JSON can't represent; they are stored as texts. */
const wideFields = ['timeNanos', 'startNanos', 'place'] as const;

function eventFields(event: OrderEvent): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...event };
  for (const name of wideFields) if (typeof fields[name] === 'bigint') fields[name] = fields[name].toString();
  return fields;
}

function eventOf(fields: Record<string, unknown>): OrderEvent {
  const event = { ...fields };
  for (const name of wideFields) if (typeof event[name] === 'string') event[name] = BigInt(event[name]);
  return event as unknown as OrderEvent;
}

/** Reads the columns in sequence. */
class ColumnReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #at: number;

  constructor(bytes: Uint8Array<ArrayBuffer>, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const start = this.#at;
    this.#at = aligned(start + length);
    return this.#bytes.subarray(start, start + length);
  }

  words(length: number): BigUint64Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.bytes(length * 8);
    return new BigUint64Array(buffer, byteOffset, length);
  }

  times(length: number): BigInt64Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.bytes(length * 8);
    return new BigInt64Array(buffer, byteOffset, length);
  }

  numbers(length: number): Uint32Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.bytes(length * 4);
    return new Uint32Array(buffer, byteOffset, length);
  }
}

function unpackSpans(cursor: ColumnReader, [length, orders, body]: Lengths): SpanColumns {
  return {
    length,
    traceIdHigh: cursor.words(length),
    traceIdLow: cursor.words(length),
    spanId: cursor.words(length),
    parentSpanId: cursor.words(length),
    contentHash: cursor.words(length),
    timeNanos: cursor.times(length),
    durationNanos: cursor.times(length),
    service: cursor.numbers(length),
    resource: cursor.numbers(length),
    scope: cursor.numbers(length),
    name: cursor.numbers(length),
    statusCode: cursor.numbers(length),
    bodyEnd: cursor.numbers(length),
    kind: cursor.bytes(length),
    status: cursor.bytes(length),
    orders: { length: orders, row: cursor.numbers(orders), order: cursor.numbers(orders) },
    body: cursor.bytes(body),
  };
}

function unpackLogs(cursor: ColumnReader, [length, orders, body]: Lengths): LogColumns {
  return {
    length,
    traceIdHigh: cursor.words(length),
    traceIdLow: cursor.words(length),
    spanId: cursor.words(length),
    contentHash: cursor.words(length),
    timeNanos: cursor.times(length),
    service: cursor.numbers(length),
    resource: cursor.numbers(length),
    scope: cursor.numbers(length),
    eventName: cursor.numbers(length),
    bodyEnd: cursor.numbers(length),
    severity: cursor.bytes(length),
    orders: { length: orders, row: cursor.numbers(orders), order: cursor.numbers(orders) },
    body: cursor.bytes(body),
  };
}
