import type { WrittenEvent, WrittenOrder } from '@ordertrace/event-logs';
import {
  orderRefText,
  stageVisits,
  type EpochNanos,
  type Flows,
  type OrderEvent,
  type StageVisit,
  type Transition,
} from '@ordertrace/model';
import type { Gate } from '@ordertrace/privacy';
import type { OrderEventReader, OrderFilter, OrderStates } from '@ordertrace/store';
import { importedSource } from './imported-events.js';

export interface ExportOptions {
  readonly store: Pick<OrderStates, 'listOrders'> & Pick<OrderEventReader, 'eventsOfOrders'>;
  readonly gate: Pick<Gate, 'scrubText'>;
  readonly flows: Flows;
}

export interface ExportFilter extends OrderFilter {
  /** Of the order's first time. */
  readonly fromNanos?: EpochNanos;
  /** Exclusive. */
  readonly toNanos?: EpochNanos;
  /** `live`, `imported`, or `imported:` and a log's name. */
  readonly source?: string;
}

const pageOrders = 500;

/** The orders of a filter with their ways, page by page; each one's events in their order. */
export async function* exportedOrders(
  filter: ExportFilter,
  { store, gate, flows }: ExportOptions,
): AsyncGenerator<readonly WrittenOrder[]> {
  const { fromNanos, toNanos, source, ...orders } = filter;
  let cursor: string | undefined;
  do {
    const page = await store.listOrders({
      ...orders,
      sort: 'order_id',
      descending: false,
      limit: pageOrders,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const events = eventsByOrder(await store.eventsOfOrders(page.orders));
    yield page.orders.flatMap((order) => {
      const flow = flows.named(order.flow);
      const visits = stageVisits(flow, (events.get(orderRefText(order)) ?? []).filter(isTransition));
      const isAsked = isOfSource(visits, source) && isWithin(visits, fromNanos, toNanos);
      if (!isAsked) return [];
      return [
        {
          orderId: order.orderId,
          tenantId: order.tenantId,
          events: visits.map((visit) => written(visit, gate)),
        },
      ];
    });
    cursor = page.next;
  } while (cursor !== undefined);
}

function eventsByOrder(events: readonly OrderEvent[]): ReadonlyMap<string, readonly OrderEvent[]> {
  const byOrder = new Map<string, OrderEvent[]>();
  for (const event of events) {
    const key = orderRefText(event);
    const own = byOrder.get(key);
    if (own) own.push(event);
    else byOrder.set(key, [event]);
  }
  return byOrder;
}

function isTransition(event: OrderEvent): event is Transition {
  return event.type === 'transition';
}

function isWithin(
  visits: readonly StageVisit[],
  from: EpochNanos | undefined,
  to: EpochNanos | undefined,
): boolean {
  const first = visits[0]?.sinceNanos;
  if (first === undefined) return false;
  return (from === undefined || first >= from) && (to === undefined || first < to);
}

/** An order is imported where nothing but an event log tells of it. */
function isOfSource(visits: readonly StageVisit[], source: string | undefined): boolean {
  if (source === undefined || source === '' || source === 'all') return true;
  const isImported = visits.every(({ transition }) => transition.source !== undefined);
  if (source === 'live') return !isImported;
  if (!isImported) return false;
  return (
    source === importedSource.slice(0, -1) || visits.some(({ transition }) => transition.source === source)
  );
}

function written({ stage, sinceNanos, transition }: StageVisit, gate: ExportOptions['gate']): WrittenEvent {
  const { source, startNanos, timeNanos, resource, service } = transition;
  return {
    activity: gate.scrubText('event_log', stage, 'activity'),
    timeNanos: source === undefined ? sinceNanos : timeNanos,
    ...(source === undefined || startNanos === undefined ? {} : { startNanos }),
    ...(resource === undefined ? {} : { resource: gate.scrubText('event_log', resource, 'resource') }),
    ...(service === '' ? {} : { application: service }),
  };
}
