import { arrivalTimeKey, attribute } from '@ordertrace/conventions';
import { clockErrorNanos } from '@ordertrace/model';
import type { ByteCursor } from '../wire/cursor.js';
import { linkTag, spanTag, statusTag } from '../wire/tags.js';
import { AttributeScan } from './attribute-scan.js';
import { BodyCopy } from './body-copy.js';
import { NamedAttributes, type ForeignNames } from './named-attributes.js';
import { checkKeyValue } from './check-value.js';
import type { DecodeState, RejectReason } from './decode-state.js';
import type { NamedOrders } from './order-naming.js';
import { durationNanos, hashRecord, isPastRange, isZero, openRow } from './record-cells.js';
import { spanShape } from './scrub-shapes.js';
import { SpanEvents } from './span-events.js';
import type { RecordDecoder, RecordOrigin } from './walk-request.js';

/**
 * Decodes spans into the columns of the batch. It records the positions of the fields first, and then writes
 * the row.
 */
export class SpanDecoder implements RecordDecoder {
  readonly signal = 'span';
  readonly shape = spanShape;
  readonly #state: DecodeState;
  readonly #body: BodyCopy;
  readonly #events: SpanEvents;
  readonly #attributes = new AttributeScan();
  readonly #names: NamedAttributes;
  /** The attributes of the status code, by preference. */
  readonly #statusCodes = [
    this.#attributes.watch(attribute.httpStatusCode),
    this.#attributes.watch(attribute.httpStatusCodeOld),
    this.#attributes.watch(attribute.rpcGrpcStatusCode),
  ];
  #traceId = 0;
  #traceIdLength = 0;
  #spanId = 0;
  #spanIdLength = 0;
  #parent = 0;
  #parentLength = 0;
  #name = 0;
  #nameEnd = 0;
  #kind = 0;
  /** Positions of the times; -1 if the span has none. */
  #startTime = -1;
  #endTime = -1;
  #status = 0;
  readonly #receivedNanos: bigint;

  constructor(
    state: DecodeState,
    { names, receivedNanos }: { readonly names: ForeignNames; readonly receivedNanos: bigint },
  ) {
    this.#state = state;
    this.#receivedNanos = receivedNanos;
    this.#names = new NamedAttributes(this.#attributes, names);
    this.#body = new BodyCopy(state.batch.spans);
    this.#events = new SpanEvents(state);
  }

  decode(cursor: ByteCursor, end: number, parts: RecordOrigin): void {
    const start = cursor.pos;
    this.#clear();
    this.#body.begin(cursor.bytes);
    while (cursor.pos < end) this.#field(cursor, end);
    this.#names.keepUnderOurNames(this.#body, spanTag.attributes);
    this.#body.flush();
    const reason = this.#rejection(cursor.bytes) ?? this.#beyondBounds(cursor.bytes, parts);
    if (reason !== undefined) {
      this.#body.undo();
      this.#state.reject(reason);
      return;
    }
    hashRecord(this.#state, cursor, [start, end], parts);
    this.#keepArrival(cursor.view);
    this.#addRow(cursor, parts);
  }

  /**
   * Stores the arrival time of a span that ended after it by its own clock. A later reader learns from it how far the
   * clock is ahead.
   */
  #keepArrival(view: DataView): void {
    const end = this.#endTime < 0 ? this.#startTime : this.#endTime;
    if (this.#receivedNanos === 0n || end < 0) return;
    if (view.getBigInt64(end, true) > this.#receivedNanos + clockErrorNanos)
      this.#body.keepNumber(spanTag.attributes, arrivalTimeKey, this.#receivedNanos);
  }

  #clear(): void {
    this.#attributes.clear();
    this.#events.clear();
    this.#traceIdLength = 0;
    this.#spanIdLength = 0;
    this.#parentLength = 0;
    this.#name = 0;
    this.#nameEnd = 0;
    this.#kind = 0;
    this.#startTime = -1;
    this.#endTime = -1;
    this.#status = 0;
  }

  #field(cursor: ByteCursor, end: number): void {
    const fieldStart = cursor.pos;
    const tag = cursor.tag(end);
    switch (tag) {
      case spanTag.attributes:
        this.#attributes.add(cursor, cursor.fieldEnd(end), this.#state.limits.maxDepth);
        this.#body.keep(fieldStart, cursor.pos);
        return;
      case spanTag.traceId:
        this.#traceIdLength = cursor.fieldEnd(end) - cursor.pos;
        this.#traceId = cursor.pos;
        cursor.pos += this.#traceIdLength;
        return;
      case spanTag.spanId:
        this.#spanIdLength = cursor.fieldEnd(end) - cursor.pos;
        this.#spanId = cursor.pos;
        cursor.pos += this.#spanIdLength;
        return;
      case spanTag.parentSpanId:
        this.#parentLength = cursor.fieldEnd(end) - cursor.pos;
        this.#parent = cursor.pos;
        cursor.pos += this.#parentLength;
        return;
      case spanTag.name:
        this.#nameEnd = cursor.fieldEnd(end);
        this.#name = cursor.pos;
        cursor.pos = this.#nameEnd;
        return;
      case spanTag.kind:
        this.#kind = cursor.varint(end);
        return;
      case spanTag.startTime:
        this.#startTime = cursor.fixed(8, end);
        return;
      case spanTag.endTime:
        this.#endTime = cursor.fixed(8, end);
        return;
      case spanTag.status:
        this.#readStatus(cursor, cursor.fieldEnd(end));
        return;
      default:
        if (!this.#keptField(cursor, tag, end)) {
          cursor.skipUnknown(tag, end, 16);
          return;
        }
        this.#body.keep(fieldStart, cursor.pos);
    }
  }

  /** Checks and skips a field that is stored unchanged. Returns `false` for all other fields. */
  #keptField(cursor: ByteCursor, tag: number, end: number): boolean {
    switch (tag) {
      case spanTag.events:
        this.#events.check(cursor, cursor.fieldEnd(end));
        return true;
      case spanTag.links:
        this.#checkLink(cursor, cursor.fieldEnd(end));
        return true;
      case spanTag.flags:
      case spanTag.traceState:
      case spanTag.droppedAttributes:
      case spanTag.droppedEvents:
      case spanTag.droppedLinks:
        cursor.skip(tag, end);
        return true;
      default:
        return false;
    }
  }

  #checkLink(cursor: ByteCursor, end: number): void {
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      switch (tag) {
        case linkTag.attributes:
          checkKeyValue(cursor, cursor.fieldEnd(end), this.#state.limits.maxDepth);
          break;
        case linkTag.traceId:
        case linkTag.spanId:
        case linkTag.traceState:
        case linkTag.dropped:
        case linkTag.flags:
          cursor.skip(tag, end);
          break;
        default:
          cursor.skipUnknown(tag, end, 6);
      }
    }
  }

  /** The code is stored in its column; the message stays in the body. */
  #readStatus(cursor: ByteCursor, end: number): void {
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === statusTag.code) this.#status = cursor.varint(end);
      else if (tag === statusTag.message) {
        const messageEnd = cursor.fieldEnd(end);
        this.#body.keepStatusMessage(cursor.pos, messageEnd);
        cursor.pos = messageEnd;
      } else cursor.skip(tag, end);
    }
  }

  #rejection(bytes: Uint8Array): RejectReason | undefined {
    if (this.#traceIdLength !== 16 || isZero(bytes, this.#traceId, 16)) return 'invalid_trace_id';
    if (this.#spanIdLength !== 8 || isZero(bytes, this.#spanId, 8)) return 'invalid_span_id';
    if (this.#parentLength !== 0 && this.#parentLength !== 8) return 'invalid_parent_span_id';
    if (isPastRange(bytes, this.#startTime) || isPastRange(bytes, this.#endTime)) {
      return 'time_out_of_range';
    }
    return undefined;
  }

  #beyondBounds(bytes: Uint8Array, parts: RecordOrigin): RejectReason | undefined {
    const { bounds } = this.#state;
    return bounds?.rejection(bytes, this.#named(parts), parts.resource.service);
  }

  #named({ resource }: RecordOrigin): NamedOrders {
    return this.#names.of(resource.tenant);
  }

  #addRow(cursor: ByteCursor, parts: RecordOrigin): void {
    const { batch, naming } = this.#state;
    const { spans } = batch;
    const { bytes, view } = cursor;
    const row = openRow(this.#state, spans, parts);
    spans.traceIdHigh[row] = view.getBigUint64(this.#traceId);
    spans.traceIdLow[row] = view.getBigUint64(this.#traceId + 8);
    spans.spanId[row] = view.getBigUint64(this.#spanId);
    if (this.#parentLength === 8) spans.parentSpanId[row] = view.getBigUint64(this.#parent);
    if (this.#startTime >= 0) spans.timeNanos[row] = view.getBigInt64(this.#startTime, true);
    spans.durationNanos[row] = durationNanos(view, this.#startTime, this.#endTime);
    spans.kind[row] = this.#kind <= 5 ? this.#kind : 0;
    spans.status[row] = this.#status <= 2 ? this.#status : 0;
    spans.name[row] = batch.textOfUtf8(bytes, this.#name, this.#nameEnd);
    spans.statusCode[row] = this.#statusCode(bytes);
    naming.find(bytes, this.#named(parts));
    for (const order of naming.found) spans.orders.add(row, order);
    spans.seal();
    const service = batch.texts[spans.service[row] ?? 0] ?? '';
    this.#events.add(cursor, {
      named: this.#named(parts),
      service,
      traceId: this.#traceId,
      spanId: this.#spanId,
    });
  }

  #statusCode(bytes: Uint8Array): number {
    for (const range of this.#statusCodes) {
      const text = this.#state.textValue(bytes, range);
      if (text !== 0) return text;
    }
    return this.#state.batch.text(this.#status === 2 ? 'ERROR' : 'OK');
  }
}
