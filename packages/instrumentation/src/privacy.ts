import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { stopped, type Gate } from '@ordertrace/privacy';

/** Scrubs each finished span on its way to `next`. What can't be scrubbed is not passed on. */
export function gatedSpans(gate: Gate, next: SpanProcessor): SpanProcessor {
  return {
    onStart: (span, context) => next.onStart(span, context),
    onEnd: (span) => {
      if (isScrubbed(() => scrubSpan(gate, span))) next.onEnd(span);
    },
    forceFlush: () => next.forceFlush(),
    shutdown: () => next.shutdown(),
  };
}

/** The same for log records. */
export function gatedLogs(gate: Gate, next: LogRecordProcessor): LogRecordProcessor {
  return {
    onEmit: (record: ReadWriteLogRecord, context?: Context) => {
      if (isScrubbed(() => scrubLog(gate, record))) next.onEmit(record, context);
    },
    forceFlush: (options) => next.forceFlush(options),
    shutdown: () => next.shutdown(),
  };
}

function isScrubbed(scrub: () => void): boolean {
  try {
    scrub();
    return true;
  } catch {
    return false;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function scrubSpan(gate: Gate, span: Mutable<ReadableSpan>): void {
  gate.scrubAttributes('span.attribute', span.attributes);
  span.name = gate.scrubText('span.name', span.name);
  const { status } = span;
  if (status.message !== undefined) {
    span.status = { ...status, message: gate.scrubText('span.status_message', status.message) };
  }
  for (const event of span.events) {
    event.name = gate.scrubText('event.name', event.name);
    if (event.attributes) event.attributes = scrubbed(gate, 'event.attribute', event.attributes);
  }
  for (const link of span.links) {
    if (link.attributes) link.attributes = scrubbed(gate, 'link.attribute', link.attributes);
  }
}

function scrubLog(gate: Gate, record: ReadWriteLogRecord): void {
  gate.scrubAttributes('log.attribute', record.attributes);
  if (record.eventName !== undefined) {
    record.eventName = gate.scrubText('log.event_name', record.eventName);
  }
  const body = gate.scrubValue('log.body', record.body);
  if (body !== record.body) record.setBody(body === stopped ? '' : (body as string));
}

/** The caller's own object stays as it is. */
function scrubbed<T extends object>(gate: Gate, place: string, attributes: T): T {
  const copy = { ...attributes };
  gate.scrubAttributes(place, copy as Record<string, unknown>);
  return copy;
}

/** A log line, one JSON object, without what must not be in it. One that is no object says only that. */
export function scrubLine(gate: Gate, line: string, loggerName: string | undefined): string {
  try {
    const { name, ...record } = JSON.parse(line) as Record<string, unknown>;
    gate.scrubAttributes('log.line', record);
    const named = loggerName === undefined || name === undefined ? record : { ...record, name: loggerName };
    return `${JSON.stringify(named)}\n`;
  } catch {
    return '{"level":"error","msg":"a line could not be written as JSON"}\n';
  }
}
