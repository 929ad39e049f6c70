import {
  spanKinds,
  spanStatuses,
  type LogRecord,
  type Span,
  type SpanEvent,
  type SpanLink,
} from '@ordertrace/model';
import { bytesFromHex } from '../wire/hex.js';
import { eventTag, linkTag, logTag, spanTag, statusTag } from '../wire/tags.js';
import type { WireWriter } from '../wire/writer.js';
import { encodeRequest } from './groups.js';
import { writeAttributes, writeValue } from './value.js';

/** An `ExportTraceServiceRequest` of these spans. */
export function encodeTraces(spans: readonly Span[]): Uint8Array {
  return encodeRequest(spans, writeSpan);
}

/** An `ExportLogsServiceRequest` of these records. */
export function encodeLogs(records: readonly LogRecord[]): Uint8Array {
  return encodeRequest(records, writeLog);
}

function writeSpan(writer: WireWriter, span: Span): void {
  writeId(writer, spanTag.traceId, span.traceId);
  writeId(writer, spanTag.spanId, span.spanId);
  writeText(writer, spanTag.traceState, span.traceState);
  writeId(writer, spanTag.parentSpanId, span.parentSpanId);
  writeText(writer, spanTag.name, span.name);
  writer.varint(spanTag.kind, spanKinds.indexOf(span.kind));
  writer.fixed64(spanTag.startTime, span.startNanos);
  writer.fixed64(spanTag.endTime, span.startNanos + span.durationNanos);
  writeAttributes(writer, spanTag.attributes, span.attributes);
  for (const event of span.events) writer.message(spanTag.events, () => writeEvent(writer, event));
  for (const link of span.links) writer.message(spanTag.links, () => writeLink(writer, link));
  if (span.status !== 'unset' || span.statusMessage !== '') {
    writer.message(spanTag.status, () => {
      writeText(writer, statusTag.message, span.statusMessage);
      writer.varint(statusTag.code, spanStatuses.indexOf(span.status));
    });
  }
  if (span.flags !== 0) writer.fixed32(spanTag.flags, span.flags);
}

function writeEvent(writer: WireWriter, event: SpanEvent): void {
  writer.fixed64(eventTag.time, event.timeNanos);
  writeText(writer, eventTag.name, event.name);
  writeAttributes(writer, eventTag.attributes, event.attributes);
}

function writeLink(writer: WireWriter, link: SpanLink): void {
  writeId(writer, linkTag.traceId, link.traceId);
  writeId(writer, linkTag.spanId, link.spanId);
  writeText(writer, linkTag.traceState, link.traceState);
  writeAttributes(writer, linkTag.attributes, link.attributes);
}

function writeLog(writer: WireWriter, log: LogRecord): void {
  if (log.timeNanos !== 0n) writer.fixed64(logTag.time, log.timeNanos);
  if (log.severityNumber !== 0) writer.varint(logTag.severityNumber, log.severityNumber);
  writeText(writer, logTag.severityText, log.severityText);
  if (log.body !== null) writer.message(logTag.body, () => writeValue(writer, log.body));
  writeAttributes(writer, logTag.attributes, log.attributes);
  if (log.flags !== 0) writer.fixed32(logTag.flags, log.flags);
  writeId(writer, logTag.traceId, log.traceId);
  writeId(writer, logTag.spanId, log.spanId);
  if (log.observedNanos !== 0n) writer.fixed64(logTag.observedTime, log.observedNanos);
  writeText(writer, logTag.eventName, log.eventName);
}

function writeText(writer: WireWriter, tag: number, text: string): void {
  if (text !== '') writer.text(tag, text);
}

function writeId(writer: WireWriter, tag: number, hex: string | undefined): void {
  const bytes = hex === undefined ? undefined : bytesFromHex(hex);
  if (bytes !== undefined && bytes.length > 0) writer.bytes(tag, bytes);
}
