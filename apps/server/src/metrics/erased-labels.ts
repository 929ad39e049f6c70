import type { Registry } from 'prom-client';

/** Metrics whose labels, or exemplars, come from telemetry. */
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
 * Begins these metrics again at zero, as a restart does: a label may hold a text that was erased. Prometheus takes a
 * counter that falls for one that was reset.
 */
export function forgetErasedLabels(registry: Registry): void {
  for (const name of named) registry.getSingleMetric(name)?.reset();
}
