import type { OrderRef } from '../orders/order-ref.js';
import { auditForms } from './audit-forms.js';
import { auditHops } from './audit-hops.js';
import { auditRecords } from './audit-records.js';
import type {
  AuditedLog,
  AuditedSpan,
  ServiceContext,
  HopContextCount,
  TraceOrders,
} from './context-counts.js';
import type { LossFinding } from './context-losses.js';
import { LossList } from './loss-list.js';

export interface ContextAudit {
  /** Sorted by name. */
  readonly services: readonly ServiceContext[];
  /** Sorted by losses, most first. */
  readonly hops: readonly HopContextCount[];
  /** Sorted as in `contextLosses`, then by frequency, most first. */
  readonly findings: readonly LossFinding[];
  /** Number of distinct orders named. */
  readonly orders: number;
  /** Number of those orders for which no record gives a tenant. */
  readonly ordersWithoutTenant: number;
}

export interface AuditInput {
  readonly spans: readonly AuditedSpan[];
  readonly logs: readonly AuditedLog[];
}

/** Finds where the context of orders is lost, in the records of a period. */
export function auditContext({ spans, logs }: AuditInput): ContextAudit {
  const traces = ordersByTrace(spans, logs);
  const losses = new LossList();
  const services = auditRecords({ spans, logs, traces, losses });
  const hops = auditHops(spans, losses);
  auditForms({ spans, logs, losses });
  return { services, hops, findings: losses.findings(), ...countOrders(spans, logs) };
}

function ordersByTrace(
  spans: readonly AuditedSpan[],
  logs: readonly AuditedLog[],
): ReadonlyMap<string, TraceOrders> {
  const traces = new Map<string, { order: OrderRef; withTenant: Set<string> }>();
  for (const { traceId, orders } of [...spans, ...logs]) {
    if (traceId === undefined) continue;
    for (const order of orders) {
      const known = traces.get(traceId);
      if (known === undefined) traces.set(traceId, { order, withTenant: new Set() });
      else if (known.order.tenantId === '' && order.tenantId !== '') known.order = order;
      if (order.tenantId !== '') traces.get(traceId)?.withTenant.add(order.orderId);
    }
  }
  return traces;
}

function countOrders(spans: readonly AuditedSpan[], logs: readonly AuditedLog[]) {
  const withTenant = new Set<string>();
  const named = new Set<string>();
  const orders = new Set<string>();
  for (const record of [...spans, ...logs])
    for (const { orderId, tenantId } of record.orders) {
      named.add(orderId);
      if (tenantId === '') continue;
      withTenant.add(orderId);
      orders.add(`${tenantId}\n${orderId}`);
    }
  const without = [...named].filter((orderId) => !withTenant.has(orderId)).length;
  return { orders: orders.size + without, ordersWithoutTenant: without };
}
