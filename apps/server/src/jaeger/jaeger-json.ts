import { attribute } from '@ordertrace/conventions';
import type { AttributeValue, Attributes, Resource, Span, SpanEvent, SpanLink } from '@ordertrace/model';
import { readableValue } from '../telemetry/readable.js';

interface JaegerTag {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  readonly value: string | boolean | number;
}

interface JaegerReference {
  readonly refType: 'CHILD_OF' | 'FOLLOWS_FROM';
  readonly traceID: string;
  readonly spanID: string;
}

interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly flags: number;
  readonly operationName: string;
  readonly references: readonly JaegerReference[];
  /** Microseconds since the epoch. */
  readonly startTime: number;
  /** Microseconds. */
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly JaegerTag[] }[];
  readonly processID: string;
  readonly warnings: null;
}

interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags: readonly JaegerTag[] }>
  >;
  readonly warnings: null;
}

/** A response of Jaeger's query API, which Jaeger's page can also open as a file. */
export interface JaegerTraces {
  readonly data: readonly JaegerTrace[];
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
  readonly errors: null;
}

/** Converts spans to Jaeger's JSON; times are truncated to microseconds. */
export function jaegerTraces(spans: readonly Span[]): JaegerTraces {
  const traces = new Map<string, Span[]>();
  for (const span of spans) {
    const trace = traces.get(span.traceId);
    if (trace) trace.push(span);
    else traces.set(span.traceId, [span]);
  }
  const data = [...traces].map(([traceId, members]) => jaegerTrace(traceId, members));
  return { data, total: data.length, limit: 0, offset: 0, errors: null };
}

function jaegerTrace(traceID: string, spans: readonly Span[]): JaegerTrace {
  const processIds = new Map<string, string>();
  const processes: Record<string, { serviceName: string; tags: readonly JaegerTag[] }> = {};
  const processOf = (resource: Resource): string => {
    const process = jaegerProcess(resource);
    const content = JSON.stringify(process);
    let id = processIds.get(content);
    if (id === undefined) {
      id = `p${processIds.size + 1}`;
      processIds.set(content, id);
      processes[id] = process;
    }
    return id;
  };
  const jaegerSpans = spans.map((span) => jaegerSpan(span, processOf(span.resource)));
  return { traceID, spans: jaegerSpans, processes, warnings: null };
}

/** Jaeger's name for a service without a name. */
const nameless = 'missing-service-name';

function jaegerProcess({ attributes }: Resource): { serviceName: string; tags: readonly JaegerTag[] } {
  const name = attributes.get(attribute.serviceName);
  const rest = new Map([...attributes].filter(([key]) => key !== attribute.serviceName));
  return { serviceName: typeof name === 'string' ? name : nameless, tags: tagsOf(rest) };
}

function jaegerSpan(span: Span, processID: string): JaegerSpan {
  const { traceId, spanId, events } = span;
  return {
    traceID: traceId,
    spanID: spanId,
    flags: span.flags & 0xff,
    operationName: span.name,
    references: referencesOf(span),
    startTime: microsOf(span.startNanos),
    duration: microsOf(span.durationNanos),
    tags: [...tagsOf(span.attributes), ...scopeTags(span), ...statusTags(span)],
    logs: events.map((event) => ({
      timestamp: microsOf(event.timeNanos),
      fields: [...eventName(event), ...tagsOf(event.attributes)],
    })),
    processID,
    warnings: null,
  };
}

/**
 * The parent first, then the links. A link to the parent is left out, because it duplicates the first
 * reference.
 */
function referencesOf({ traceId, parentSpanId, links }: Span): readonly JaegerReference[] {
  const linked = links.map(jaegerLink);
  if (parentSpanId === undefined) return linked;
  const isParent = ({ traceID, spanID }: JaegerReference) => traceID === traceId && spanID === parentSpanId;
  const refType = linked.findLast(isParent)?.refType ?? 'CHILD_OF';
  return [{ refType, traceID: traceId, spanID: parentSpanId }, ...linked.filter((link) => !isParent(link))];
}

function jaegerLink({ traceId, spanId, attributes }: SpanLink): JaegerReference {
  const childOf = attributes.get('opentracing.ref_type') === 'child_of';
  return { refType: childOf ? 'CHILD_OF' : 'FOLLOWS_FROM', traceID: traceId, spanID: spanId };
}

/** The name of an event is a field of its log, unless the event has a field with that name. */
function eventName({ name, attributes }: SpanEvent): readonly JaegerTag[] {
  return name === '' || attributes.has('event') ? [] : [{ key: 'event', type: 'string', value: name }];
}

function scopeTags({ scope: { name, version } }: Span): readonly JaegerTag[] {
  const tags: JaegerTag[] = [];
  if (name !== '') tags.push({ key: 'otel.scope.name', type: 'string', value: name });
  if (version !== '') tags.push({ key: 'otel.scope.version', type: 'string', value: version });
  return tags;
}

function statusTags({ kind, status, statusMessage, traceState }: Span): readonly JaegerTag[] {
  const tags: JaegerTag[] = [];
  if (kind !== 'unspecified') tags.push({ key: 'span.kind', type: 'string', value: kind });
  if (status !== 'unset') tags.push({ key: 'otel.status_code', type: 'string', value: status.toUpperCase() });
  if (status === 'error') tags.push({ key: 'error', type: 'bool', value: true });
  if (statusMessage !== '')
    tags.push({ key: 'otel.status_description', type: 'string', value: statusMessage });
  if (traceState !== '') tags.push({ key: 'w3c.tracestate', type: 'string', value: traceState });
  return tags;
}

function tagsOf(attributes: Attributes): readonly JaegerTag[] {
  return [...attributes].map(([key, value]) => tagOf(key, value));
}

function tagOf(key: string, value: AttributeValue): JaegerTag {
  const readable = readableValue(value);
  // An integer that a double can't represent keeps its type, and is written as text.
  if (typeof value === 'bigint') return { key, type: 'int64', value: readable as number | string };
  if (value instanceof Uint8Array) return { key, type: 'binary', value: readable as string };
  if (typeof readable === 'boolean') return { key, type: 'bool', value: readable };
  if (typeof readable === 'number') return { key, type: 'float64', value: readable };
  return { key, type: 'string', value: typeof readable === 'string' ? readable : JSON.stringify(readable) };
}

function microsOf(nanos: bigint): number {
  return Number(nanos / 1000n);
}
