import type {
  AttributeValue,
  DurationNanos,
  EpochNanos,
  Span,
  SpanEvent,
  SpanKind,
  SpanLink,
  SpanStatus,
} from '@ordertrace/model';
import { ByteCursor } from '../wire/cursor.js';
import { hexFrom } from '../wire/hex.js';
import { eventTag, linkTag, spanTag, statusTag } from '../wire/tags.js';
import { resourceFrom, scopeFrom } from './parts.js';
import { readAttribute, readText } from './value.js';

/** The parts of a stored span: its columns, and the other fields as bytes from decoding. */
export interface SpanFields {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly startNanos: EpochNanos;
  readonly durationNanos: DurationNanos;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly name: string;
  readonly body: Uint8Array;
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
}

/**
 * The whole span. Links with invalid IDs are left out.
 *
 * @throws OtlpDecodeError if the bytes are damaged
 */
export function spanOf(parts: SpanFields): Span {
  return spanFrom(parts, readBody(parts.body));
}

/**
 * The span with only these attributes, which is faster to read. Events are left out unless the span failed.
 *
 * @throws OtlpDecodeError if the bytes are damaged
 */
export function spanWithOnly(keys: ReadonlySet<string>, parts: SpanFields): Span {
  return spanFrom(parts, readBody(parts.body, keys, parts.status === 'error'));
}

function spanFrom(parts: SpanFields, rest: ReturnType<typeof readBody>): Span {
  return {
    traceId: parts.traceId,
    spanId: parts.spanId,
    parentSpanId: parts.parentSpanId,
    traceState: rest.traceState,
    flags: rest.flags,
    name: parts.name,
    kind: parts.kind,
    startNanos: parts.startNanos,
    durationNanos: parts.durationNanos,
    status: parts.status,
    statusMessage: rest.statusMessage,
    attributes: rest.attributes,
    events: rest.events,
    links: rest.links,
    resource: resourceFrom(parts.resource),
    scope: scopeFrom(parts.scope),
  };
}

function readBody(body: Uint8Array, only?: ReadonlySet<string>, withEvents = only === undefined) {
  const cursor = new ByteCursor(body);
  const end = body.length;
  const rest = {
    traceState: '',
    flags: 0,
    statusMessage: '',
    attributes: new Map<string, AttributeValue>(),
    events: [] as SpanEvent[],
    links: [] as SpanLink[],
  };
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case spanTag.traceState:
        rest.traceState = readText(cursor, end);
        break;
      case spanTag.flags:
        rest.flags = cursor.view.getUint32(cursor.fixed(4, end), true);
        break;
      case spanTag.attributes:
        readAttribute(cursor, cursor.fieldEnd(end), rest.attributes, only);
        break;
      case spanTag.events:
        if (withEvents) rest.events.push(readEvent(cursor, cursor.fieldEnd(end)));
        else cursor.pos = cursor.fieldEnd(end);
        break;
      case spanTag.links:
        rest.links.push(...readLink(cursor, cursor.fieldEnd(end)));
        break;
      case spanTag.status:
        rest.statusMessage = readStatusMessage(cursor, cursor.fieldEnd(end));
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return rest;
}

function readStatusMessage(cursor: ByteCursor, end: number): string {
  let message = '';
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === statusTag.message) message = readText(cursor, end);
    else cursor.skip(tag, end);
  }
  return message;
}

function readEvent(cursor: ByteCursor, end: number): SpanEvent {
  const attributes = new Map<string, AttributeValue>();
  let timeNanos = 0n;
  let name = '';
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === eventTag.time) timeNanos = cursor.view.getBigUint64(cursor.fixed(8, end), true);
    else if (tag === eventTag.name) name = readText(cursor, end);
    else if (tag === eventTag.attributes) readAttribute(cursor, cursor.fieldEnd(end), attributes);
    else cursor.skip(tag, end);
  }
  return { timeNanos, name, attributes };
}

function readLink(cursor: ByteCursor, end: number): SpanLink[] {
  const attributes = new Map<string, AttributeValue>();
  let traceId = '';
  let spanId = '';
  let traceState = '';
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === linkTag.traceId) traceId = readHex(cursor, end);
    else if (tag === linkTag.spanId) spanId = readHex(cursor, end);
    else if (tag === linkTag.traceState) traceState = readText(cursor, end);
    else if (tag === linkTag.attributes) readAttribute(cursor, cursor.fieldEnd(end), attributes);
    else cursor.skip(tag, end);
  }
  const isValid = traceId.length === 32 && spanId.length === 16;
  return isValid ? [{ traceId, spanId, traceState, attributes }] : [];
}

function readHex(cursor: ByteCursor, end: number): string {
  const idEnd = cursor.fieldEnd(end);
  const start = cursor.pos;
  cursor.pos = idEnd;
  return idEnd - start > 16 ? '' : hexFrom(cursor.bytes, start, idEnd);
}
