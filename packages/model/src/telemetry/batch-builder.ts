import type { OrderEvent } from '../orders/order-event.js';
import { orderRefText, type OrderRef } from '../orders/order-ref.js';
import type { LogColumns, OrderColumns, SpanColumns, TelemetryBatch } from './batch.js';

type Column = BigUint64Array | BigInt64Array | Uint32Array | Uint8Array;

/** A copy of twice the room; what lies behind the old length is 0. */
function doubled<T extends Column>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(column.length * 2);
  larger.set(column as never);
  return larger;
}

class OrderColumnsBuilder implements OrderColumns {
  length = 0;
  row = new Uint32Array(64);
  order = new Uint32Array(64);

  add(row: number, order: number): void {
    for (let i = this.length - 1; i >= 0 && this.row[i] === row; i--) if (this.order[i] === order) return;
    if (this.length === this.row.length) {
      this.row = doubled(this.row);
      this.order = doubled(this.order);
    }
    this.row[this.length] = row;
    this.order[this.length] = order;
    this.length++;
  }
}

/** Grows columns row by row: `open()` a row, set its cells by index, append its body, `seal()` it. */
abstract class RecordColumnsBuilder {
  length = 0;
  traceIdHigh = new BigUint64Array(64);
  traceIdLow = new BigUint64Array(64);
  spanId = new BigUint64Array(64);
  timeNanos = new BigInt64Array(64);
  service = new Uint32Array(64);
  resource = new Uint32Array(64);
  scope = new Uint32Array(64);
  contentHash = new BigUint64Array(64);
  bodyEnd = new Uint32Array(64);
  body = new Uint8Array(4096);
  bodyLength = 0;
  readonly orders = new OrderColumnsBuilder();

  /** Index of a new row with room in every column. Its cells hold 0 until set; it counts once sealed. */
  open(): number {
    if (this.length === this.spanId.length) this.grow();
    return this.length;
  }

  /** Ends the row: what was appended to the body since the last one is its body. */
  seal(): void {
    this.bodyEnd[this.length++] = this.bodyLength;
  }

  /** Makes room for `bytes` more of body; write at `bodyLength` and move it on. */
  reserveBody(bytes: number): void {
    while (this.bodyLength + bytes > this.body.length) this.body = doubled(this.body);
  }

  appendBody(bytes: Uint8Array): void {
    this.reserveBody(bytes.length);
    this.body.set(bytes, this.bodyLength);
    this.bodyLength += bytes.length;
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
  parentSpanId = new BigUint64Array(64);
  durationNanos = new BigInt64Array(64);
  kind = new Uint8Array(64);
  status = new Uint8Array(64);
  name = new Uint32Array(64);
  statusCode = new Uint32Array(64);

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
  severity = new Uint8Array(64);
  eventName = new Uint32Array(64);

  protected override grow(): void {
    super.grow();
    this.severity = doubled(this.severity);
    this.eventName = doubled(this.eventName);
  }
}

/** Builds a `TelemetryBatch`; the batch it is, is ready at any time. */
export class TelemetryBatchBuilder implements TelemetryBatch {
  readonly spans = new SpanColumnsBuilder();
  readonly logs = new LogColumnsBuilder();
  readonly events: OrderEvent[] = [];
  readonly texts: string[] = [''];
  readonly resources: Uint8Array[] = [];
  readonly scopes: Uint8Array[] = [];
  readonly orders: OrderRef[] = [];
  readonly #textIndex = new Map<string, number>([['', 0]]);
  readonly #orderIndex = new Map<string, number>();

  text(value: string): number {
    const known = this.#textIndex.get(value);
    if (known !== undefined) return known;
    this.#textIndex.set(value, this.texts.length);
    return this.texts.push(value) - 1;
  }

  order(ref: OrderRef): number {
    const key = orderRefText(ref);
    const known = this.#orderIndex.get(key);
    if (known !== undefined) return known;
    this.#orderIndex.set(key, this.orders.length);
    return this.orders.push(ref) - 1;
  }
}
