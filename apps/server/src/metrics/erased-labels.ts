import type { Registry } from 'prom-client';

/** Metrics whose labels or exemplars come from telemetry. */
const named = [
  'ordertrace_call_duration_seconds',
  'ordertrace_call_errors_total',
  'ordertrace_stage_duration_seconds',
  'ordertrace_order_lead_time_seconds',
  'ordertrace_broken_hops_total',
  'ordertrace_queue_wait_seconds',
  'ordertrace_work_duration_seconds',
] as const;

/**
 * Resets these metrics to zero, as a restart does, because a label may contain an erased text. Prometheus
 * treats a counter that falls as a reset.
 */
export function forgetErasedLabels(registry: Registry): void {
  for (const name of named) registry.getSingleMetric(name)?.reset();
}
