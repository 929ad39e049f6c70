import type { SpanView, TraceView } from '@ordertrace/api';
import { millisFromNanos, timestampText, type TraceSpan, type TraceSummary } from '@ordertrace/model';

/** One trace in the API; `viewOf` converts each of its spans. */
export function traceView<T extends TraceSpan>(
  trace: TraceSummary<T>,
  viewOf: (span: T) => SpanView,
): TraceView {
  const root = viewOf(trace.root);
  return {
    trace_id: trace.traceId,
    started_at: timestampText(trace.startNanos),
    duration_ms: millisFromNanos(trace.durationNanos),
    root_name: root.name,
    services: [...trace.services],
    span_count: trace.spans.length,
    error_count: trace.errorCount,
    spans: trace.spans.map(viewOf),
  };
}
