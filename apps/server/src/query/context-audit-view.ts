import type { ContextAudit as ContextAuditJson } from '@ordertrace/api';
import {
  timestampText,
  type HopContextCount,
  type LossExample,
  type LossFinding,
  type ServiceContext,
} from '@ordertrace/model';
import { usualOrderNames } from '@ordertrace/conventions';
import type { StopCount } from '@ordertrace/privacy';
import type { AuditedWindow, AuditWindow } from './context-audit.js';

/** The audit in the API. */
export function contextAuditView(
  window: AuditWindow,
  read: AuditedWindow,
  stops: readonly StopCount[],
): ContextAuditJson {
  const { audit, spans, logs, complete } = read;
  return {
    from: timestampText(window.fromNanos),
    to: timestampText(window.toNanos),
    read: {
      spans,
      logs,
      complete,
      spans_from: timestampText(read.spansFromNanos),
      logs_from: timestampText(read.logsFromNanos),
    },
    orders: audit.orders,
    orders_without_tenant: audit.ordersWithoutTenant,
    services: audit.services.map(serviceView),
    hops: audit.hops.map(hopView),
    findings: audit.findings.map(findingView),
    unread_names: unreadNames(read, stops),
  };
}

/** Attribute names that the gate allowed and nothing reads, and those that it removed. */
function unreadNames(read: AuditedWindow, stops: readonly StopCount[]): ContextAuditJson['unread_names'] {
  return usualOrderNames.flatMap((attribute) => {
    const stopped = stops.filter(({ key }) => key === attribute);
    const count = stopped.reduce((sum, stop) => sum + stop.count, read.unreadNames.get(attribute) ?? 0);
    return count === 0 ? [] : [{ attribute, count }];
  });
}

function serviceView(service: ServiceContext): ContextAuditJson['services'][number] {
  return {
    application_name: service.service,
    spans: service.spans,
    spans_with_order: service.spansWithOrder,
    spans_without_order: service.spansWithoutOrder,
    logs: service.logs,
    logs_with_order: service.logsWithOrder,
    logs_without_order: service.logsWithoutOrder,
    logs_outside_trace: service.logsOutsideTrace,
  };
}

function hopView(hop: HopContextCount): ContextAuditJson['hops'][number] {
  const { kind, destination, from, to, received, dropped, unlinked } = hop;
  return {
    kind,
    destination,
    from,
    to,
    received,
    dropped,
    unlinked,
    with_order: hop.withOrder,
    without_context: hop.withoutContext,
  };
}

function findingView(finding: LossFinding): ContextAuditJson['findings'][number] {
  const { loss, service, place, from, count, lastNanos, examples } = finding;
  return {
    loss,
    place,
    count,
    application_name: service,
    from: from ?? null,
    last_at: timestampText(lastNanos),
    examples: examples.map(exampleView),
  };
}

function exampleView({ timeNanos, traceId, spanId, order }: LossExample) {
  return {
    timestamp: timestampText(timeNanos),
    trace_id: traceId ?? null,
    span_id: spanId ?? null,
    order_id: order?.orderId ?? null,
    tenant_id: order?.tenantId ?? null,
  };
}
