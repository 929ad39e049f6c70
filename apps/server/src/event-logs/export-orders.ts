import { allPages } from '@ordertrace/conventions';
import type { WrittenEvent, WrittenOrder } from '@ordertrace/event-logs';
import {
  orderRefText,
  stageVisits,
  type Flows,
  type OrderEvent,
  type StageVisit,
  type Transition,
} from '@ordertrace/model';
import type { Gate } from '@ordertrace/privacy';
import type { OrderEventReader, OrderFilter, OrderStates } from '@ordertrace/store';

export interface ExportOptions {
  readonly store: Pick<OrderStates, 'listOrders'> & Pick<OrderEventReader, 'eventsOfOrders'>;
  readonly gate: Pick<Gate, 'scrubText'>;
  readonly flows: Flows;
}

const pageOrders = 500;

/** The orders of a filter with their histories, page by page. The events of each are in sequence. */
export async function* exportedOrders(
  filter: OrderFilter,
  { store, gate, flows }: ExportOptions,
): AsyncGenerator<readonly WrittenOrder[]> {
  const query = { ...filter, sort: 'order_id', descending: false, limit: pageOrders } as const;
  for await (const page of allPages((from) => store.listOrders({ ...query, ...from }))) {
    const events = eventsByOrder(await store.eventsOfOrders(page.orders));
    yield page.orders.flatMap((order) => {
      const flow = flows.named(order.flow);
      const visits = stageVisits(flow, (events.get(orderRefText(order)) ?? []).filter(isTransition));
      if (visits.length === 0) return [];
      return [
        {
          orderId: order.orderId,
          tenantId: order.tenantId,
          events: visits.map((visit) => written(visit, gate)),
        },
      ];
    });
  }
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
