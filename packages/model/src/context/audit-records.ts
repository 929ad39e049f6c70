import { definedFields } from '@ordertrace/conventions';
import { spanRefText, type HopSpan } from '../hops/hop-span.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { AuditedLog, ServiceContext, TraceOrders } from './context-counts.js';
import type { LossExample } from './context-losses.js';
import type { LossList } from './loss-list.js';

interface Records {
  readonly spans: readonly HopSpan[];
  readonly logs: readonly AuditedLog[];
  readonly traces: ReadonlyMap<string, TraceOrders>;
  readonly losses: LossList;
}

type Counts = { -readonly [Name in keyof ServiceContext]: ServiceContext[Name] };

/** Audits spans and log lines: those without an order, and orders without a tenant, where the same trace names them. */
export function auditRecords({ spans, logs, traces, losses }: Records): readonly ServiceContext[] {
  const services = new Map<string, Counts>();
  const spansById = new Map(spans.map((span) => [spanRefText(span), span]));
  for (const span of spans) {
    const counts = countsOf(services, span.service);
    counts.spans++;
    const trace = traces.get(span.traceId);
    const example = exampleOf(span, span.startNanos, trace);
    if (span.orders.length > 0) {
      counts.spansWithOrder++;
      const where = { service: span.service, place: span.name };
      if (lacksTenant(span.orders, trace)) losses.add({ loss: 'order_without_tenant', ...where }, example);
    } else if (trace !== undefined) {
      counts.spansWithoutOrder++;
      auditSpan(span, parentOf(span, spansById), losses, example);
    }
  }
  for (const log of logs) auditLog(log, countsOf(services, log.service), { traces, losses });
  return [...services.values()].sort((a, b) => (a.service < b.service ? -1 : 1));
}

function parentOf(span: HopSpan, spansById: ReadonlyMap<string, HopSpan>): HopSpan | undefined {
  if (span.parentSpanId === undefined) return undefined;
  return spansById.get(spanRefText({ traceId: span.traceId, spanId: span.parentSpanId }));
}

/**
 * Audits one span for losses inside its application. The hop reports the first span of an application that lost the
 * order, and later spans only inherit that loss. This function reports a span that breaks the chain inside its
 * application, or that starts it.
 */
function auditSpan(span: HopSpan, parent: HopSpan | undefined, losses: LossList, example: LossExample): void {
  const where = { service: span.service, place: span.name };
  const isInside = parent?.service === span.service;
  if (isInside && parent.orders.length > 0) losses.add({ loss: 'span_drops_order', ...where }, example);
  else if (parent === undefined) losses.add({ loss: 'span_without_order', ...where }, example);
}

function auditLog(
  log: AuditedLog,
  counts: Counts,
  { traces, losses }: Pick<Records, 'traces' | 'losses'>,
): void {
  counts.logs++;
  const trace = log.traceId === undefined ? undefined : traces.get(log.traceId);
  const add = (loss: 'log_without_order' | 'log_outside_trace' | 'order_without_tenant') => {
    losses.add({ loss, service: log.service, place: log.line() }, exampleOf(log, log.timeNanos, trace));
  };
  if (log.traceId === undefined) counts.logsOutsideTrace++;
  if (log.orders.length > 0) {
    counts.logsWithOrder++;
    if (lacksTenant(log.orders, trace)) add('order_without_tenant');
  } else if (log.traceId === undefined) add('log_outside_trace');
  else if (trace !== undefined) {
    counts.logsWithoutOrder++;
    add('log_without_order');
  }
}

function lacksTenant(orders: readonly OrderRef[], trace: TraceOrders | undefined): boolean {
  return orders.some(({ tenantId, orderId }) => tenantId === '' && trace?.withTenant.has(orderId) !== true);
}

function exampleOf(
  { traceId, spanId }: { readonly traceId?: string; readonly spanId?: string },
  timeNanos: bigint,
  trace: TraceOrders | undefined,
): LossExample {
  return {
    timeNanos,
    ...definedFields({ traceId, spanId }),
    ...(trace === undefined ? {} : { order: trace.order }),
  };
}

function countsOf(services: Map<string, Counts>, service: string): Counts {
  const known = services.get(service);
  if (known !== undefined) return known;
  const counts: Counts = {
    service,
    spans: 0,
    spansWithOrder: 0,
    spansWithoutOrder: 0,
    logs: 0,
    logsWithOrder: 0,
    logsWithoutOrder: 0,
    logsOutsideTrace: 0,
  };
  services.set(service, counts);
  return counts;
}
