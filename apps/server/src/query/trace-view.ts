import type { SpanView, TraceView } from '@ordertrace/api';

/** One trace from its spans, which come by start time and are at least one. */
export function traceView(traceId: string, spans: SpanView[]): TraceView {
  const [earliest] = spans;
  const root = spans.find((span) => span.parent_span_id === null) ?? earliest;
  const startedAt = earliest?.timestamp ?? '';
  const startMs = Date.parse(startedAt);
  const endMs = Math.max(startMs, ...spans.map((span) => Date.parse(span.timestamp) + span.duration));
  return {
    trace_id: traceId,
    started_at: startedAt,
    duration_ms: endMs - startMs,
    root_name: root?.name ?? '',
    services: [...new Set(spans.map((span) => span.application_name))],
    span_count: spans.length,
    error_count: spans.filter((span) => span.status === 'error').length,
    spans,
  };
}
