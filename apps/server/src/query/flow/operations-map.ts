import { allPages } from '@ordertrace/conventions';
import {
  flowMap,
  operationSteps,
  orderRefText,
  type FlowFilter,
  type FlowMap,
  type OrderHistory,
  type OrderState,
} from '@ordertrace/model';
import type { OrderStates, StoredSpan, TelemetryReader } from '@ordertrace/store';

const pageOrders = 200;
/** A map with more is not readable. */
const operationsAtMost = 60;

export interface OperationsMap extends FlowMap {
  readonly lookedAt: number;
  readonly withoutSpans: number;
  readonly more: boolean;
  readonly leftOut: number;
}

type Source = Pick<OrderStates, 'listOrders'> & Pick<TelemetryReader, 'recordsOfOrders'>;

/**
 * The map of operations of the most recently created orders that match the filter, up to a limit. It is built
 * from their spans, because the store has no span statistics; retention removes most spans of old orders.
 */
export async function operationsMap(
  store: Source,
  filter: FlowFilter,
  atMost: number,
): Promise<OperationsMap> {
  const orders = new Map<string, OrderState>();
  let more = false;
  for await (const order of latestOrders(store, filter)) {
    more = orders.size === atMost;
    if (more) break;
    orders.set(orderRefText(order), order);
  }
  const histories: OrderHistory[] = [];
  for await (const { order, spans } of store.recordsOfOrders([...orders.values()])) {
    const history = operationsOf(orders.get(orderRefText(order)), spans);
    if (history !== undefined) histories.push(history);
  }
  const map = flowMap(histories, 'stage');
  const shown = map.activities.slice(0, operationsAtMost);
  const names = new Set(shown.map(({ name }) => name));
  return {
    orders: map.orders,
    activities: shown,
    edges: map.edges.filter(({ from, to }) => names.has(from) && names.has(to)),
    lookedAt: orders.size,
    withoutSpans: orders.size - histories.length,
    more,
    leftOut: map.activities.length - shown.length,
  };
}

async function* latestOrders(store: Source, filter: FlowFilter): AsyncGenerator<OrderState> {
  const { fromNanos, toNanos, tenantId, flow, stage, situation } = filter;
  const created = { createdFromNanos: fromNanos, createdToNanos: toNanos };
  const given = Object.entries({ tenantId, flow, stage, situation, ...created }).filter(
    ([, value]) => value !== undefined,
  );
  const query = {
    ...Object.fromEntries(given),
    sort: 'created_at',
    descending: true,
    limit: pageOrders,
  } as const;
  for await (const { orders } of allPages((from) => store.listOrders({ ...query, ...from }))) yield* orders;
}

/** `undefined` if the order has no requests and messages left. */
function operationsOf(order: OrderState | undefined, spans: readonly StoredSpan[]): OrderHistory | undefined {
  const steps = operationSteps(spans);
  if (order === undefined || steps.length === 0) return undefined;
  const { tenantId, orderId, flow, closedNanos } = order;
  return { tenantId, orderId, flow, source: 'live', open: closedNanos === undefined, steps };
}
