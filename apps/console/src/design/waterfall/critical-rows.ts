import type { SpanView, TraceView } from '@ordertrace/api';
import { criticalPath, nanosFromMillis, traceTree, type TraceSpan } from '@ordertrace/model';
import { microsOf } from '../instant.js';
import type { Stretch } from '../fold-scale.js';
import { spanKey } from './span-rows.js';

interface ViewedSpan extends TraceSpan {
  readonly key: string;
}

const nanosPerMicro = 1000n;

/**
 * Critical path by row key: the periods in which the end of a trace waited for the span itself. Faster spans
 * there make the trace faster.
 */
export function criticalRows(traces: readonly TraceView[]): ReadonlyMap<string, readonly Stretch[]> {
  const found = new Map<string, Stretch[]>();
  for (const trace of traces) {
    const [root] = traceTree(trace.spans.map(viewed)).filter((node) => !node.orphan);
    for (const { span, fromNanos, toNanos } of root === undefined ? [] : criticalPath(root)) {
      const stretches = found.get(span.key) ?? [];
      stretches.push({ from: Number(fromNanos) / 1000, to: Number(toNanos) / 1000 });
      found.set(span.key, stretches);
    }
  }
  return found;
}

function viewed(span: SpanView): ViewedSpan {
  return {
    key: spanKey(span.trace_id, span.span_id),
    traceId: span.trace_id,
    spanId: span.span_id,
    ...(span.parent_span_id === null ? {} : { parentSpanId: span.parent_span_id }),
    service: span.application_name,
    name: span.name,
    kind: span.kind,
    status: span.status,
    startNanos: BigInt(Math.round(microsOf(span.timestamp))) * nanosPerMicro,
    durationNanos: nanosFromMillis(span.duration),
  };
}
