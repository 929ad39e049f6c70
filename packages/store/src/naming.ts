import { orderRefText, type OrderEvent, type OrderRef, type Transition } from '@ordertrace/model';

/**
 * Decides which traces and events belong to an order.
 *
 * Telemetry may name an order without its tenant, and two tenants may use the same order ID. A trace that
 * names the ID under a tenant belongs to that tenant's order, including its records without a tenant. If it
 * names several tenants, it belongs to the order of each. A trace without any tenant belongs to every order
 * with that ID: the orders can't be distinguished, and hiding the trace would lose it.
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

  /** Records that the trace names the order ID under this tenant (empty: without one). */
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

/** Whether an event, or a record outside every trace, may belong to the order by its names alone. */
export function namesOrder(named: OrderRef, order: OrderRef): boolean {
  return named.orderId === order.orderId && (named.tenantId === order.tenantId || named.tenantId === '');
}

/** The orders without duplicates, in sequence; only their keys. */
export function distinctOrders(orders: readonly OrderRef[]): OrderRef[] {
  const distinct = new Map(
    orders.map(({ tenantId, orderId }) => [orderRefText({ tenantId, orderId }), { tenantId, orderId }]),
  );
  return [...distinct.values()];
}

/** An event as text; equal events have equal texts. */
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
 * The events of the order, by time and without duplicates. Each has the order's tenant, even if it was sent
 * without one. `traces` are the traces of the order.
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

/** Sorted by time, then by text, without duplicates. */
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
