import type { Context, SpanContext, TraceState } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { stopped, type Gate } from '@ordertrace/privacy';

/** Scrubs each finished span and passes it to `next`. A span that can't be scrubbed is dropped. */
export function gatedSpans(gate: Gate, next: SpanProcessor): SpanProcessor {
  return {
    onStart: (span, context) => next.onStart(span, context),
    onEnd: (span) => {
      const scrubbedSpan = attempted(() => scrubSpan(gate, span));
      if (scrubbedSpan !== undefined) next.onEnd(scrubbedSpan);
    },
    forceFlush: () => next.forceFlush(),
    shutdown: () => next.shutdown(),
  };
}

/** As `gatedSpans`, for log records. */
export function gatedLogs(gate: Gate, next: LogRecordProcessor): LogRecordProcessor {
  return {
    onEmit: (record: ReadWriteLogRecord, context?: Context) => {
      const scrubbedRecord = attempted(() => scrubLog(gate, record));
      if (scrubbedRecord !== undefined) next.onEmit(scrubbedRecord, context);
    },
    forceFlush: (options) => next.forceFlush(options),
    shutdown: () => next.shutdown(),
  };
}

function attempted<T>(scrub: () => T): T | undefined {
  try {
    return scrub();
  } catch {
    return undefined;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Scrubs the span in place. Its context is copied, because running work may still need the original. */
function scrubSpan(gate: Gate, span: Mutable<ReadableSpan>): ReadableSpan {
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
  span.links = span.links.map((link) => ({
    ...link,
    context: scrubbedContext(gate, 'link.trace_state', link.context),
    ...(link.attributes && { attributes: scrubbed(gate, 'link.attribute', link.attributes) }),
  }));
  const own = span.spanContext();
  const context = scrubbedContext(gate, 'span.trace_state', own);
  if (context === own) return span;
  return Object.create(span, { spanContext: { value: () => context } }) as ReadableSpan;
}

/** The span context without personal data in the trace states of other vendors. */
function scrubbedContext(gate: Gate, place: string, context: SpanContext): SpanContext {
  const text = context.traceState?.serialize() ?? '';
  const kept = gate.scrubText(place, text);
  return kept === text ? context : { ...context, traceState: new SentTraceState(kept) };
}

/** A trace state with its text only, which is all that exporters need. */
class SentTraceState implements TraceState {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  serialize(): string {
    return this.#text;
  }

  get(): undefined {
    return undefined;
  }

  set(): this {
    return this;
  }

  unset(): this {
    return this;
  }
}

function scrubLog(gate: Gate, record: ReadWriteLogRecord): ReadWriteLogRecord {
  gate.scrubAttributes('log.attribute', record.attributes);
  if (record.eventName !== undefined) {
    record.eventName = gate.scrubText('log.event_name', record.eventName);
  }
  const body = gate.scrubValue('log.body', record.body);
  if (body !== record.body) record.setBody(body === stopped ? '' : (body as string));
  return record;
}

/** A scrubbed copy; the caller's object is unchanged. */
function scrubbed<T extends object>(gate: Gate, place: string, attributes: T): T {
  const copy = { ...attributes };
  gate.scrubAttributes(place, copy as Record<string, unknown>);
  return copy;
}

/** A scrubbed log line (one JSON object). A line that is no JSON object is replaced by a notice. */
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
