import { formDecoded, isOneOrder } from '../hops/order-forms.js';
import { orderRefText, type OrderRef } from '../orders/order-ref.js';
import type { AuditedLog, AuditedSpan } from './context-counts.js';
import type { LossList } from './loss-list.js';

interface Records {
  readonly spans: readonly AuditedSpan[];
  readonly logs: readonly AuditedLog[];
  readonly losses: LossList;
}

/** Audits records that name their order in percent or form encoding: undecoded baggage. */
export function auditForms({ spans, logs, losses }: Records): void {
  const encoded = encodedNames(spans, logs);
  const encodedOf = (orders: readonly OrderRef[]) => orders.find((one) => encoded.has(orderRefText(one)));
  for (const { isPercentEncoded = false, ...span } of spans) {
    const order = encodedOf(span.orders) ?? (isPercentEncoded ? span.orders[0] : undefined);
    if (order === undefined) continue;
    const { service, name, traceId, spanId, startNanos: timeNanos } = span;
    losses.add({ loss: 'order_id_encoded', service, place: name }, { timeNanos, traceId, spanId, order });
  }
  for (const { service, orders, timeNanos, line } of logs) {
    const order = encodedOf(orders);
    if (order !== undefined)
      losses.add({ loss: 'order_id_encoded', service, place: line() }, { timeNanos, order });
  }
}

/** The form-encoded names of orders that records also name by their ids. */
function encodedNames(spans: readonly AuditedSpan[], logs: readonly AuditedLog[]): ReadonlySet<string> {
  const named = new Map<string, OrderRef>();
  for (const { orders } of [...spans, ...logs])
    for (const order of orders) named.set(orderRefText(order), order);
  const names = new Set<string>();
  for (const { tenantId, orderId } of named.values()) {
    const plain = { tenantId, orderId: formDecoded(orderId) ?? '' };
    if (!named.has(orderRefText(plain))) continue;
    const isIn = tracesOf([...spans, ...logs], new Set([orderId, plain.orderId]));
    if (isOneOrder(plain, { spans: spans.filter(isIn), logs: logs.filter(isIn) }))
      names.add(orderRefText({ tenantId, orderId }));
  }
  return names;
}

type Traced = Pick<AuditedLog, 'traceId' | 'orders'>;

/** Tests whether a record belongs to a trace that names one of these ids. */
function tracesOf(records: readonly Traced[], ids: ReadonlySet<string>): (record: Traced) => boolean {
  const named = records.filter(({ orders }) => orders.some(({ orderId }) => ids.has(orderId)));
  const traces = new Set(named.map(({ traceId }) => traceId));
  return ({ traceId }) => traceId !== undefined && traces.has(traceId);
}
