import {
  foldOrder,
  hopSpanOf,
  orderKnowledge,
  orderRefText,
  receiversOf,
  type HopSpan,
  type OrderEvent,
  type OrderState,
} from '@ordertrace/model';
import { spanOf } from '@ordertrace/otlp';
import { eventsByOrder } from './events-by-order.js';
import { learnedSoFar, type OrderContext } from './order-context.js';
import type { UntracedHops } from './untraced-hops.js';

/** How many orders are looked at in one step, between two looks for new telemetry. */
const ordersAtOnce = 50;

export interface Checked {
  /** More orders were due than one step takes. */
  readonly more: boolean;
  /** Receivers that were not known before. */
  readonly learned: readonly string[];
}

/** Looks again at open orders whose time has come: after new telemetry, or because a deadline passed. */
export async function checkOrders(
  context: OrderContext,
  untraced: UntracedHops,
  commit: bigint,
): Promise<Checked> {
  const { store, receivers, now } = context;
  const due = await store.ordersToCheck({ nowNanos: now(), limit: ordersAtOnce });
  if (due.length === 0) return { more: false, learned: [] };
  const before = new Set(receivers.keys());
  const orders: OrderState[] = [];
  const events = await eventsByOrder(store, due);
  for (const order of due)
    orders.push(await checked(context, untraced, { order, events: events.get(orderRefText(order)) ?? [] }));
  await context.desk?.reconcile(orders.map((order) => ({ ref: order, order })));
  await store.saveOrders({ orders, commit });
  context.live?.note({ orders: orders.filter((order, i) => isNews(due[i], order)), problems: false });
  return {
    more: due.length >= ordersAtOnce,
    learned: [...receivers.keys()].filter((key) => !before.has(key)),
  };
}

/** Whether somebody who looks at the order would see another verdict. */
function isNews(before: OrderState | undefined, after: OrderState): boolean {
  return before?.diagnosis?.code !== after.diagnosis?.code || before?.stage !== after.stage;
}

async function checked(
  context: OrderContext,
  untraced: UntracedHops,
  { order, events }: { readonly order: OrderState; readonly events: readonly OrderEvent[] },
): Promise<OrderState> {
  const { store, flows, receivers, now } = context;
  const flow = flows.of(order, events);
  const spans = await hopSpansOf(store.spansOfOrder(order));
  const nowNanos = now();
  const knowledge = orderKnowledge({ ref: order, spans, events, flow, receivers, nowNanos });
  for (const [key, service] of receiversOf(knowledge.hops)) receivers.set(key, service);
  untraced.note(order, knowledge.hops);
  context.unnamed?.sent(order, knowledge.hops);
  context.observer?.looked(knowledge);
  const { firstSeenNanos, lastSeenNanos } = order;
  const state = foldOrder({
    ...{ ref: order, events, firstSeenNanos, lastSeenNanos, flow, knowledge, nowNanos },
    ...learnedSoFar(context, flow.name),
  });
  context.observer?.folded(order, state);
  return state;
}

async function hopSpansOf(stored: ReturnType<OrderContext['store']['spansOfOrder']>): Promise<HopSpan[]> {
  const spans: HopSpan[] = [];
  for await (const span of stored) spans.push(hopSpanOf(spanOf(span)));
  return spans;
}
