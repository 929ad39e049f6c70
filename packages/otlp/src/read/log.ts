import type { AttributeValue, EpochNanos, LogRecord } from '@ordertrace/model';
import { ByteCursor } from '../wire/cursor.js';
import { logTag } from '../wire/tags.js';
import { resourceFrom, scopeFrom } from './parts.js';
import { readAttribute, readText, readValue } from './value.js';

/** The parts of a stored log record: its columns, and the other fields as bytes from decoding. */
export interface LogFields {
  readonly timeNanos: EpochNanos;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly severity: number;
  readonly eventName: string;
  readonly body: Uint8Array;
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
}

/**
 * The whole log record.
 *
 * @throws OtlpDecodeError if the bytes are damaged
 */
export function logOf(parts: LogFields): LogRecord {
  const rest = readBody(parts.body);
  return {
    timeNanos: parts.timeNanos,
    observedNanos: rest.observedNanos,
    ...(parts.traceId !== undefined && { traceId: parts.traceId }),
    ...(parts.spanId !== undefined && { spanId: parts.spanId }),
    flags: rest.flags,
    severityNumber: parts.severity,
    severityText: rest.severityText,
    eventName: parts.eventName,
    body: rest.body,
    attributes: rest.attributes,
    resource: resourceFrom(parts.resource),
    scope: scopeFrom(parts.scope),
  };
}

function readBody(bytes: Uint8Array) {
  const cursor = new ByteCursor(bytes);
  const end = bytes.length;
  const attributes = new Map<string, AttributeValue>();
  let observedNanos = 0n;
  let flags = 0;
  let severityText = '';
  let body: AttributeValue = null;
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case logTag.observedTime:
        observedNanos = cursor.view.getBigUint64(cursor.fixed(8, end), true);
        break;
      case logTag.flags:
        flags = cursor.view.getUint32(cursor.fixed(4, end), true);
        break;
      case logTag.severityText:
        severityText = readText(cursor, end);
        break;
      case logTag.body:
        body = readValue(cursor, cursor.fieldEnd(end));
        break;
      case logTag.attributes:
        readAttribute(cursor, cursor.fieldEnd(end), attributes);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return { observedNanos, flags, severityText, body, attributes };
}
