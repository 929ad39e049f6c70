import { attribute } from '@ordertrace/conventions';
import { clocksApartNanos } from '@ordertrace/model';
import type { ByteCursor } from '../wire/cursor.js';
import { logTag } from '../wire/tags.js';
import { AttributeScan } from './attribute-scan.js';
import { BodyCopy } from './body-copy.js';
import { NamedAttributes, type ForeignNames } from './named-attributes.js';
import { checkValue } from './check-value.js';
import type { DecodeState, RejectReason } from './decode-state.js';
import { orderEventNames, orderEventReader, type OrderEventReader } from './order-events.js';
import type { NamedOrders } from './order-naming.js';
import { hashRecord, isPastRange, isZero, openRow } from './record-cells.js';
import { logShape } from './scrub-shapes.js';
import type { RecordDecoder, RecordOrigin } from './walk-request.js';

/** Decodes log records, and the order events among them, into the columns of the batch. */
export class LogDecoder implements RecordDecoder {
  readonly signal = 'log';
  readonly shape = logShape;
  readonly #state: DecodeState;
  readonly #receivedNanos: bigint;
  readonly #body: BodyCopy;
  readonly #attributes = new AttributeScan();
  readonly #names: NamedAttributes;
  readonly #eventNameAttribute = this.#attributes.watch(attribute.eventName);
  readonly #events: OrderEventReader;
  /** Positions; -1 if the record has none. */
  #time = -1;
  #observed = -1;
  #traceId = -1;
  #spanId = -1;
  #severity = 0;
  #eventName = 0;
  #eventNameEnd = 0;

  constructor(state: DecodeState, options: { readonly receivedNanos: bigint; readonly names: ForeignNames }) {
    this.#state = state;
    this.#receivedNanos = options.receivedNanos;
    this.#names = new NamedAttributes(this.#attributes, options.names);
    this.#body = new BodyCopy(state.batch.logs);
    this.#events = orderEventReader(this.#attributes);
  }

  decode(cursor: ByteCursor, end: number, parts: RecordOrigin): void {
    const start = cursor.pos;
    this.#clear();
    this.#body.begin(cursor.bytes);
    while (cursor.pos < end) this.#field(cursor, end);
    this.#names.keepUnderOurNames(this.#body, logTag.attributes);
    this.#body.flush();
    const reason = this.#rejection(cursor.bytes, parts);
    if (reason !== undefined) {
      this.#body.undo();
      this.#state.reject(reason);
      return;
    }
    hashRecord(this.#state, cursor, [start, end], parts);
    this.#addRow(cursor, parts);
  }

  #clear(): void {
    this.#attributes.clear();
    this.#time = -1;
    this.#observed = -1;
    this.#traceId = -1;
    this.#spanId = -1;
    this.#severity = 0;
    this.#eventName = 0;
    this.#eventNameEnd = 0;
  }

  #field(cursor: ByteCursor, end: number): void {
    const fieldStart = cursor.pos;
    const tag = cursor.tag(end);
    switch (tag) {
      case logTag.attributes:
        this.#attributes.add(cursor, cursor.fieldEnd(end), this.#state.limits.maxDepth);
        this.#body.keep(fieldStart, cursor.pos);
        return;
      case logTag.body:
        checkValue(cursor, cursor.fieldEnd(end), this.#state.limits.maxDepth);
        this.#body.keep(fieldStart, cursor.pos);
        return;
      case logTag.time:
        this.#time = cursor.fixed(8, end);
        return;
      case logTag.observedTime:
        this.#observed = cursor.fixed(8, end);
        this.#body.keep(fieldStart, cursor.pos);
        return;
      case logTag.severityNumber:
        this.#severity = cursor.varint(end);
        return;
      case logTag.traceId:
        this.#traceId = validId(cursor, cursor.fieldEnd(end), 16);
        return;
      case logTag.spanId:
        this.#spanId = validId(cursor, cursor.fieldEnd(end), 8);
        return;
      case logTag.eventName:
        this.#eventNameEnd = cursor.fieldEnd(end);
        this.#eventName = cursor.pos;
        cursor.pos = this.#eventNameEnd;
        return;
      case logTag.severityText:
      case logTag.droppedAttributes:
      case logTag.flags:
        cursor.skip(tag, end);
        this.#body.keep(fieldStart, cursor.pos);
        return;
      case logTag.oldName:
        cursor.skip(tag, end);
        return;
      default:
        cursor.skipUnknown(tag, end, 12);
    }
  }

  #rejection(bytes: Uint8Array, parts: RecordOrigin): RejectReason | undefined {
    if (isPastRange(bytes, this.#time) || isPastRange(bytes, this.#observed)) return 'time_out_of_range';
    return this.#state.bounds?.rejection(bytes, this.#named(parts), parts.resource.service);
  }

  #named({ resource }: RecordOrigin): NamedOrders {
    return this.#names.of(resource.tenant);
  }

  #addRow(cursor: ByteCursor, parts: RecordOrigin): void {
    const { batch, naming } = this.#state;
    const { logs } = batch;
    const { bytes, view } = cursor;
    const row = openRow(this.#state, logs, parts);
    if (this.#traceId >= 0) {
      logs.traceIdHigh[row] = view.getBigUint64(this.#traceId);
      logs.traceIdLow[row] = view.getBigUint64(this.#traceId + 8);
      if (this.#spanId >= 0) logs.spanId[row] = view.getBigUint64(this.#spanId);
    }
    logs.timeNanos[row] = this.#timeNanos(view);
    logs.severity[row] = this.#severity <= 24 ? this.#severity : 0;
    const name = this.#nameOf(bytes);
    logs.eventName[row] = name;
    naming.find(bytes, this.#named(parts));
    for (const order of naming.found) logs.orders.add(row, order);
    if (naming.found.length > 0 && orderEventNames.has(batch.texts[name] ?? '')) this.#addEvents(cursor, row);
    logs.seal();
  }

  #nameOf(bytes: Uint8Array): number {
    const name = this.#state.batch.textOfUtf8(bytes, this.#eventName, this.#eventNameEnd);
    return name === 0 ? this.#state.textValue(bytes, this.#eventNameAttribute) : name;
  }

  #timeNanos(view: DataView): bigint {
    const time = this.#time < 0 ? 0n : view.getBigInt64(this.#time, true);
    if (time !== 0n) return time;
    const observed = this.#observed < 0 ? 0n : view.getBigInt64(this.#observed, true);
    return observed === 0n ? this.#receivedNanos : observed;
  }

  /**
   * Replaces a time that is further ahead than the clock slack by the arrival time. The arrival time is
   * stored with the event, so that a later fold returns the same result.
   */
  #eventNanos(timeNanos: bigint): bigint {
    const isAhead = this.#receivedNanos > 0n && timeNanos > this.#receivedNanos + clocksApartNanos;
    return isAhead ? this.#receivedNanos : timeNanos;
  }

  #addEvents(cursor: ByteCursor, row: number): void {
    const { batch, naming } = this.#state;
    const { logs } = batch;
    const about = {
      name: batch.texts[logs.eventName[row] ?? 0] ?? '',
      timeNanos: this.#eventNanos(logs.timeNanos[row] ?? 0n),
      service: batch.texts[logs.service[row] ?? 0] ?? '',
      traceId: this.#traceId,
      spanId: this.#traceId < 0 ? -1 : this.#spanId,
    };
    for (const index of new Set(naming.found)) {
      const order = batch.orders[index];
      const event = order === undefined ? undefined : this.#events(cursor.bytes, order, about);
      if (event !== undefined) batch.events.push(event);
    }
  }
}

/** Skips an ID. Returns its position, or -1 for an invalid ID: such a line belongs to no trace. */
function validId(cursor: ByteCursor, end: number, length: number): number {
  const start = cursor.pos;
  cursor.pos = end;
  return end - start === length && !isZero(cursor.bytes, start, length) ? start : -1;
}
