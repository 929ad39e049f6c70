import { isSameOrder, type OrderRef } from '../orders/order-ref.js';
import type { HopSpan } from './hop-span.js';
import type { SpanGraph } from './span-graph.js';

/** How the order of a span is known. */
export type OwnershipSource = 'name' | 'link' | 'trace' | 'nothing';

export interface Owners {
  readonly orders: readonly OrderRef[];
  readonly by: OwnershipSource;
}

const unknown: Owners = { orders: [], by: 'nothing' };

/** The orders that the spans of each trace name, by id. A name with a tenant has precedence over one without. */
export function namedInTraces(graph: SpanGraph): ReadonlyMap<string, ReadonlyMap<string, OrderRef>> {
  const named = new Map<string, Map<string, OrderRef>>();
  for (const { traceId, orders } of graph.spans) {
    if (orders.length === 0) continue;
    const inTrace = named.get(traceId) ?? new Map<string, OrderRef>();
    named.set(traceId, inTrace);
    for (const order of orders)
      if ((inTrace.get(order.orderId)?.tenantId ?? '') === '') inTrace.set(order.orderId, order);
  }
  return named;
}

function linkedOrders(span: HopSpan, graph: SpanGraph): readonly OrderRef[] {
  if (span.links.length === 0) return unknown.orders;
  return span.links.flatMap((link) => graph.at(link)).flatMap((linked) => ordersUpwards(linked, graph));
}

/** The orders of the span, else of the nearest span above that names any. */
function ordersUpwards(span: HopSpan, graph: SpanGraph): readonly OrderRef[] {
  if (span.orders.length > 0) return span.orders;
  for (const above of graph.ancestorsOf(span)) if (above.orders.length > 0) return above.orders;
  return [];
}

/** Orders from the links of the span, else of the nearest span above with links to known orders. */
function ordersByLink(span: HopSpan, graph: SpanGraph): readonly OrderRef[] {
  const own = linkedOrders(span, graph);
  if (own.length > 0) return own;
  for (const above of graph.ancestorsOf(span)) {
    const linked = linkedOrders(above, graph);
    if (linked.length > 0) return linked;
  }
  return [];
}

/**
 * Returns the orders of each span, from the first of these sources that gives any:
 * - the orders that the span names;
 * - those of the nearest span above that names any;
 * - those of the spans it links to;
 * - the order of its trace, only where the trace names exactly one.
 */
export function ownersOf(graph: SpanGraph): (span: HopSpan) => Owners {
  const named = namedInTraces(graph);
  const known = new Map<HopSpan, Owners>();
  const find = (span: HopSpan): Owners => {
    const upwards = ordersUpwards(span, graph);
    if (upwards.length > 0) return { orders: upwards, by: 'name' };
    const linked = ordersByLink(span, graph);
    if (linked.length > 0) return { orders: linked, by: 'link' };
    const inTrace = named.get(span.traceId);
    return inTrace?.size === 1 ? { orders: [...inTrace.values()], by: 'trace' } : unknown;
  };
  return (span) => {
    const owners = known.get(span) ?? find(span);
    known.set(span, owners);
    return owners;
  };
}

/**
 * Whether a span belongs to the order. Spans in a trace that names no order do, because the trace was read for the
 * order.
 */
export function concerns(owners: Owners, ref: OrderRef, traceNamesOrders: boolean): boolean {
  if (owners.orders.length > 0) return owners.orders.some((order) => isSameOrder(order, ref));
  return !traceNamesOrders;
}
