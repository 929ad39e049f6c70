import { spanRefText } from '../hops/hop-span.js';
import { later, type DurationNanos, type EpochNanos } from '../time.js';
import type { TraceSpan } from './trace-node.js';

/** A trace's summary, with its spans sorted by start. */
export interface TraceSummary<T extends TraceSpan = TraceSpan> {
  readonly traceId: string;
  readonly startNanos: EpochNanos;
  /** Time from the first start to the last end. */
  readonly durationNanos: DurationNanos;
  /** The first span without a parent; the earliest span where there is none. */
  readonly root: T;
  /** Sorted by name. */
  readonly services: readonly string[];
  readonly errorCount: number;
  readonly spans: readonly T[];
}

function byStart(a: TraceSpan, b: TraceSpan): number {
  if (a.startNanos !== b.startNanos) return a.startNanos < b.startNanos ? -1 : 1;
  return spanRefText(a) < spanRefText(b) ? -1 : 1;
}

function summary<T extends TraceSpan>(first: T, spans: readonly T[]): TraceSummary<T> {
  const endNanos = spans.reduce((end, span) => later(end, span.startNanos + span.durationNanos), 0n);
  return {
    traceId: first.traceId,
    startNanos: first.startNanos,
    durationNanos: endNanos - first.startNanos,
    root: spans.find((span) => span.parentSpanId === undefined) ?? first,
    services: [...new Set(spans.map((span) => span.service))].sort(),
    errorCount: spans.filter((span) => span.status === 'error').length,
    spans,
  };
}

/** The traces of these spans, sorted by start. */
export function traceSummaries<T extends TraceSpan>(spans: Iterable<T>): readonly TraceSummary<T>[] {
  const traces = new Map<string, T[]>();
  for (const span of spans) {
    const trace = traces.get(span.traceId);
    if (trace) trace.push(span);
    else traces.set(span.traceId, [span]);
  }
  return [...traces.values()]
    .flatMap((trace) => {
      const sorted = trace.sort(byStart);
      const first = sorted[0];
      return first ? [summary(first, sorted)] : [];
    })
    .sort((a, b) => byStart(a.root, b.root));
}
