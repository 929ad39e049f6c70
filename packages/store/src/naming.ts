import { orderRefText, type OrderEvent, type OrderRef, type Transition } from '@ordertrace/model';

/**
 * Which traces belong to an order, and which events.
 *
 * Telemetry may name an order without its tenant, and two tenants may use the same order id. A trace that names
 * the id under a tenant belongs to that tenant's order (to each, where it names several), also with those of its
 * records that left the tenant out. A trace that names no tenant at all belongs to every order with that id:
 * nothing tells them apart, and hiding it would lose it.
 *
 * ```
 * trace   names                    belongs to acme/17   to beta/17   to (no tenant)/17
 * t1      acme/17, 17              yes                  no           no
 * t2      17                       yes                  yes          yes
 * t3      acme/17, beta/17         yes                  yes          no
 * ```
 */
export class NamedTraces {
  readonly #tenants = new Map<string, Set<string>>();

  /** Notes that a record of the trace names the order id under this tenant (empty: without one). */
  add(traceId: string, tenantId: string): void {
    const tenants = this.#tenants.get(traceId);
    if (tenants === undefined) this.#tenants.set(traceId, new Set([tenantId]));
    else tenants.add(tenantId);
  }

  ofTenant(tenantId: string): Set<string> {
    const traces = new Set<string>();
    for (const [traceId, tenants] of this.#tenants) if (belongs(tenants, tenantId)) traces.add(traceId);
    return traces;
  }
}

function belongs(named: ReadonlySet<string>, tenantId: string): boolean {
  if (tenantId !== '' && named.has(tenantId)) return true;
  return named.size === 1 && named.has('');
}

/** Whether a record outside of every trace, or an event, may be the order's by the names alone. */
export function namesOrder(named: OrderRef, order: OrderRef): boolean {
  return named.orderId === order.orderId && (named.tenantId === order.tenantId || named.tenantId === '');
}

/** Each order once, in the order they come; only their keys. */
export function distinctOrders(orders: readonly OrderRef[]): OrderRef[] {
  const distinct = new Map(
    orders.map(({ tenantId, orderId }) => [orderRefText({ tenantId, orderId }), { tenantId, orderId }]),
  );
  return [...distinct.values()];
}

/** One text for an event: two events are equal where their texts are. */
export function orderEventText(event: OrderEvent): string {
  const { orderId, tenantId, timeNanos, service, traceId, spanId } = event;
  return JSON.stringify([
    timeNanos.toString().padStart(20, '0'),
    event.type,
    orderId,
    tenantId,
    service,
    traceId,
    spanId,
    ...partsOf(event),
  ]);
}

function partsOf(event: OrderEvent): (string | number | undefined)[] {
  switch (event.type) {
    case 'transition':
      return [event.stage, event.previousStage, event.actor, ...importedParts(event)];
    case 'work_started':
      return [event.work, event.expectedWithinMs];
    case 'attribute':
      return [event.key, event.value];
  }
}

function importedParts({ source, startNanos, place, resource }: Transition): (string | undefined)[] {
  if (source === undefined && startNanos === undefined && place === undefined && resource === undefined)
    return [];
  return [source, startNanos?.toString(), place?.toString(), resource];
}

/**
 * Of these events the order's own, by time, equal ones once, each under the order's tenant also where it was
 * sent without. `traces` are those that belong to the order.
 */
export function eventsOfOrder(
  events: Iterable<OrderEvent>,
  order: OrderRef,
  traces: ReadonlySet<string>,
): OrderEvent[] {
  const own: OrderEvent[] = [];
  for (const event of events) {
    if (!namesOrder(event, order)) continue;
    if (event.traceId !== undefined && !traces.has(event.traceId)) continue;
    own.push(event.tenantId === order.tenantId ? event : { ...event, tenantId: order.tenantId });
  }
  return own.length < 2 ? own : inOrder(own);
}

/** By time; those of one time by their texts, equal ones once. */
function inOrder(events: OrderEvent[]): OrderEvent[] {
  events.sort((a, b) => (a.timeNanos < b.timeNanos ? -1 : a.timeNanos > b.timeNanos ? 1 : 0));
  const sorted: OrderEvent[] = [];
  for (let from = 0; from < events.length;) {
    const timeNanos = events[from]?.timeNanos;
    let to = from + 1;
    while (to < events.length && events[to]?.timeNanos === timeNanos) to++;
    const together = events.slice(from, to);
    if (together.length === 1) sorted.push(...together);
    else sorted.push(...onceEach(together));
    from = to;
  }
  return sorted;
}

function onceEach(events: readonly OrderEvent[]): OrderEvent[] {
  const byText = new Map(events.map((event) => [orderEventText(event), event]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
}
