import type { OrderEvent } from '../orders/order-event.js';
import { orderRefText, type OrderRef } from '../orders/order-ref.js';
import type { LogColumns, OrderColumns, SpanColumns, TelemetryBatch } from './batch.js';
import { TextTable } from './text-table.js';

type Column = BigUint64Array | BigInt64Array | Uint32Array | Uint8Array;

/** A copy with twice the capacity; the new cells are 0. */
function doubled<T extends Column>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(column.length * 2);
  larger.set(column as never);
  return larger;
}

class OrderColumnsBuilder implements OrderColumns {
  length = 0;
  row = new Uint32Array(16);
  order = new Uint32Array(16);
  /** For each order, one more than the last row that named it. */
  readonly #lastRow: number[] = [];

  /** Rows must come in rising order. An order that is named twice in one row is added once. */
  add(row: number, order: number): void {
    if (this.#lastRow[order] === row + 1) return;
    while (this.#lastRow.length < order) this.#lastRow.push(0);
    this.#lastRow[order] = row + 1;
    if (this.length === this.row.length) {
      this.row = doubled(this.row);
      this.order = doubled(this.order);
    }
    this.row[this.length] = row;
    this.order[this.length] = order;
    this.length++;
  }
}

/** Initial capacity; it grows on demand. */
export interface BatchCapacity {
  readonly rows: number;
  readonly bodyBytes: number;
}

const smallest: BatchCapacity = { rows: 16, bodyBytes: 256 };

/** Grows columns row by row: `open()` a row, set its cells by index, append its body, `seal()` it. */
abstract class RecordColumnsBuilder {
  length = 0;
  traceIdHigh: BigUint64Array;
  traceIdLow: BigUint64Array;
  spanId: BigUint64Array;
  timeNanos: BigInt64Array;
  service: Uint32Array;
  resource: Uint32Array;
  scope: Uint32Array;
  contentHash: BigUint64Array;
  bodyEnd: Uint32Array;
  body: Uint8Array;
  bodyLength = 0;
  readonly orders = new OrderColumnsBuilder();

  constructor({ rows, bodyBytes }: BatchCapacity = smallest) {
    this.traceIdHigh = new BigUint64Array(rows);
    this.traceIdLow = new BigUint64Array(rows);
    this.spanId = new BigUint64Array(rows);
    this.timeNanos = new BigInt64Array(rows);
    this.service = new Uint32Array(rows);
    this.resource = new Uint32Array(rows);
    this.scope = new Uint32Array(rows);
    this.contentHash = new BigUint64Array(rows);
    this.bodyEnd = new Uint32Array(rows);
    this.body = new Uint8Array(bodyBytes);
  }

  /** Index of a new row with room in every column. Its cells hold 0 until set; it counts once sealed. */
  open(): number {
    if (this.length === this.spanId.length) this.grow();
    return this.length;
  }

  /** Ends the row: what was appended to the body since the last one is its body. */
  seal(): void {
    this.bodyEnd[this.length++] = this.bodyLength;
  }

  /** Makes room for `bytes` more bytes of body. The caller writes at `bodyLength`, then advances it. */
  reserveBody(bytes: number): void {
    const needed = this.bodyLength + bytes;
    if (needed <= this.body.length) return;
    const larger = new Uint8Array(Math.max(needed, this.body.length * 2));
    larger.set(this.body.subarray(0, this.bodyLength));
    this.body = larger;
  }

  appendBody(bytes: Uint8Array): void {
    this.appendBodyRange(bytes, 0, bytes.length);
  }

  /** Appends `bytes[start…end)`. */
  appendBodyRange(bytes: Uint8Array, start: number, end: number): void {
    this.reserveBody(end - start);
    const { body } = this;
    let at = this.bodyLength;
    if (end - start > 48) body.set(bytes.subarray(start, end), at);
    else for (let i = start; i < end; i++) body[at++] = bytes[i] ?? 0;
    this.bodyLength += end - start;
  }

  protected grow(): void {
    this.traceIdHigh = doubled(this.traceIdHigh);
    this.traceIdLow = doubled(this.traceIdLow);
    this.spanId = doubled(this.spanId);
    this.timeNanos = doubled(this.timeNanos);
    this.service = doubled(this.service);
    this.resource = doubled(this.resource);
    this.scope = doubled(this.scope);
    this.contentHash = doubled(this.contentHash);
    this.bodyEnd = doubled(this.bodyEnd);
  }
}

export class SpanColumnsBuilder extends RecordColumnsBuilder implements SpanColumns {
  parentSpanId: BigUint64Array;
  durationNanos: BigInt64Array;
  kind: Uint8Array;
  status: Uint8Array;
  name: Uint32Array;
  statusCode: Uint32Array;

  constructor(capacity: BatchCapacity = smallest) {
    super(capacity);
    this.parentSpanId = new BigUint64Array(capacity.rows);
    this.durationNanos = new BigInt64Array(capacity.rows);
    this.kind = new Uint8Array(capacity.rows);
    this.status = new Uint8Array(capacity.rows);
    this.name = new Uint32Array(capacity.rows);
    this.statusCode = new Uint32Array(capacity.rows);
  }

  protected override grow(): void {
    super.grow();
    this.parentSpanId = doubled(this.parentSpanId);
    this.durationNanos = doubled(this.durationNanos);
    this.kind = doubled(this.kind);
    this.status = doubled(this.status);
    this.name = doubled(this.name);
    this.statusCode = doubled(this.statusCode);
  }
}

export class LogColumnsBuilder extends RecordColumnsBuilder implements LogColumns {
  severity: Uint8Array;
  eventName: Uint32Array;

  constructor(capacity: BatchCapacity = smallest) {
    super(capacity);
    this.severity = new Uint8Array(capacity.rows);
    this.eventName = new Uint32Array(capacity.rows);
  }

  protected override grow(): void {
    super.grow();
    this.severity = doubled(this.severity);
    this.eventName = doubled(this.eventName);
  }
}

/** Builds a `TelemetryBatch`. The builder is itself a valid batch at any time. */
export class TelemetryBatchBuilder implements TelemetryBatch {
  readonly spans: SpanColumnsBuilder;
  readonly logs: LogColumnsBuilder;
  readonly events: OrderEvent[] = [];
  readonly resources: Uint8Array[] = [];
  readonly scopes: Uint8Array[] = [];
  readonly orders: OrderRef[] = [];
  readonly #texts = new TextTable();
  readonly texts: readonly string[] = this.#texts.texts;
  readonly #orderIndex = new Map<string, number>();

  /** Expected size of the batch, where it is known. */
  constructor(expected: { readonly spans?: BatchCapacity; readonly logs?: BatchCapacity } = {}) {
    this.spans = new SpanColumnsBuilder(expected.spans);
    this.logs = new LogColumnsBuilder(expected.logs);
  }

  text(value: string): number {
    return this.#texts.indexOf(value);
  }

  /** Index of the text with these UTF-8 bytes, `bytes[start…end)`; the fast way for texts that come as bytes. */
  textOfUtf8(bytes: Uint8Array, start: number, end: number): number {
    return this.#texts.indexOfUtf8(bytes, start, end);
  }

  order(ref: OrderRef): number {
    const key = orderRefText(ref);
    const known = this.#orderIndex.get(key);
    if (known !== undefined) return known;
    this.#orderIndex.set(key, this.orders.length);
    return this.orders.push(ref) - 1;
  }
}

/** A batch with only order events, such as imported ones. */
export function eventBatch(events: readonly OrderEvent[]): TelemetryBatch {
  const batch = new TelemetryBatchBuilder();
  for (const event of events) batch.events.push(event);
  return batch;
}
