import { context, trace } from '@opentelemetry/api';
import { running } from './running.js';
import { scopeIn } from './span-orders.js';

/** The fields of a log line, without its time. Fields that don't apply are empty texts or 0. */
export interface LineFields {
  readonly trace_id: string;
  readonly span_id: string;
  readonly order_id: string | string[];
  readonly tenant_id: string | string[];
  readonly application_name: string;
  readonly environment: string;
  readonly status_code: string;
  /** Milliseconds. */
  readonly duration: number;
}

/**
 * The fields for a log line of the current context. `status_code` and `duration` come from logged values of
 * these names, else from a web framework's `res` and `responseTime`.
 */
export function lineFields(logged: object): LineFields {
  const active = context.active();
  const span = trace.getSpanContext(active);
  const orders = scopeIn(active)?.attributes;
  const kit = running();
  return {
    trace_id: span?.traceId ?? '',
    span_id: span?.spanId ?? '',
    order_id: orders?.order_id ?? '',
    tenant_id: orders?.tenant_id ?? '',
    application_name: kit?.applicationName ?? '',
    environment: kit?.environment ?? '',
    status_code: statusCodeIn(logged),
    duration: durationIn(logged),
  };
}

function statusCodeIn(logged: { status_code?: unknown; res?: unknown }): string {
  if (logged.status_code !== undefined) return textOf(logged.status_code);
  const code = (logged.res as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof code === 'number' ? String(code) : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function durationIn(logged: { duration?: unknown; responseTime?: unknown }): number {
  const duration = logged.duration ?? logged.responseTime;
  return typeof duration === 'number' && Number.isFinite(duration) ? Math.round(duration * 1000) / 1000 : 0;
}
