import type { Carrier, HopSpan } from '../hops/hop-span.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { EpochNanos } from '../time.js';
import { auditHops } from './audit-hops.js';
import { auditRecords } from './audit-records.js';
import { LossList } from './loss-list.js';

/**
 * How the context of an order is lost.
 *
 * - `hop_drops_order`: the sender of a message or request names the order, its receiver does not;
 * - `span_drops_order`: a span's parent in the same application names the order, the span does not;
 * - `message_without_context`: a message is consumed in a span that has neither parent nor link;
 * - `message_unlinked`: only the message's id says which sending the consumer's span belongs to;
 * - `log_without_order`: a log line names no order, though its trace does;
 * - `log_outside_trace`: a log line belongs to no trace and names no order;
 * - `span_without_order`: a span names no order, though its trace does, and no span before it named one;
 * - `order_without_tenant`: an order is named, and nothing in its trace says whose it is.
 */
export const contextLosses = [
  'hop_drops_order',
  'message_without_context',
  'message_unlinked',
  'span_drops_order',
  'log_without_order',
  'log_outside_trace',
  'order_without_tenant',
  'span_without_order',
] as const;
export type ContextLoss = (typeof contextLosses)[number];

/** A log line, as far as the audit looks at it. */
export interface AuditedLog {
  readonly timeNanos: EpochNanos;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly service: string;
  readonly orders: readonly OrderRef[];
  /** What it says, without what changes from line to line; asked for only where it lost something. */
  readonly line: () => string;
}

/** Where one record lost it. */
export interface LossExample {
  readonly timeNanos: EpochNanos;
  readonly traceId?: string;
  readonly spanId?: string;
  /** The order it belongs to, where something else in its trace says so. */
  readonly order?: OrderRef;
}

/** One place where the context is lost. */
export interface LossFinding {
  readonly loss: ContextLoss;
  /** The application that is to be put right: where the record without context comes from. */
  readonly service: string;
  /** Name of the span, queue or route, or what the log line says. */
  readonly place: string;
  /** Of a hop: who sent. */
  readonly from?: string;
  readonly count: number;
  readonly lastNanos: EpochNanos;
  /** The latest few. */
  readonly examples: readonly LossExample[];
}

/** How much of what an application sends carries the order. Records of traces that name no order count in neither. */
export interface ServiceContext {
  readonly service: string;
  readonly spans: number;
  readonly spansWithOrder: number;
  /** Spans that name no order in a trace that names one. */
  readonly spansWithoutOrder: number;
  readonly logs: number;
  readonly logsWithOrder: number;
  readonly logsWithoutOrder: number;
  readonly logsOutsideTrace: number;
}

/** What becomes of the context between two applications. */
export interface HopContextCount {
  readonly kind: Carrier;
  readonly destination: string;
  /** Empty where the consumer's span says nothing of who sent. */
  readonly from: string;
  readonly to: string;
  readonly received: number;
  readonly withOrder: number;
  readonly dropped: number;
  readonly unlinked: number;
  readonly withoutContext: number;
}

export interface ContextAudit {
  /** By name. */
  readonly services: readonly ServiceContext[];
  /** Those that lose most come first. */
  readonly hops: readonly HopContextCount[];
  /** As `contextLosses` stand, then the most frequent ones first. */
  readonly findings: readonly LossFinding[];
  /** Different orders that were named. */
  readonly orders: number;
  /** Those of them whose tenant nothing tells. */
  readonly ordersWithoutTenant: number;
}

export interface AuditInput {
  readonly spans: readonly HopSpan[];
  readonly logs: readonly AuditedLog[];
}

/** What the records of a trace say of orders. */
export interface TraceOrders {
  /** One that is named, with its tenant if any record tells it. */
  readonly order: OrderRef;
  /** Ids that are named with a tenant. */
  readonly withTenant: ReadonlySet<string>;
}

/** Finds where the context of orders is lost, in what was received in some time. */
export function auditContext({ spans, logs }: AuditInput): ContextAudit {
  const traces = ordersByTrace(spans, logs);
  const losses = new LossList();
  const services = auditRecords({ spans, logs, traces, losses });
  const hops = auditHops(spans, losses);
  return { services, hops, findings: losses.findings(), ...countOrders(spans, logs) };
}

function ordersByTrace(
  spans: readonly HopSpan[],
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

function countOrders(spans: readonly HopSpan[], logs: readonly AuditedLog[]) {
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
