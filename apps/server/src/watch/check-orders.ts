import {
  foldOrder,
  hopSpanOf,
  orderKnowledge,
  receiversOf,
  type HopSpan,
  type OrderState,
} from '@ordertrace/model';
import { spanOf } from '@ordertrace/otlp';
import type { OrderContext } from '../project/order-context.js';

/** How many orders are looked at in one step, between two looks for new telemetry. */
const ordersAtOnce = 50;

/** Looks again at open orders whose time has come: after new telemetry, or because a deadline passed. */
export async function checkOrders(context: OrderContext, commit: bigint): Promise<void> {
  const { store, now } = context;
  const due = await store.ordersToCheck({ nowNanos: now(), limit: ordersAtOnce });
  if (due.length === 0) return;
  const orders: OrderState[] = [];
  for (const order of due) orders.push(await checked(context, order));
  await store.saveOrders({ orders, commit });
}

async function checked(
  { store, flow, receivers, now }: OrderContext,
  order: OrderState,
): Promise<OrderState> {
  const [events, spans] = await Promise.all([
    store.eventsOfOrders([order]),
    hopSpansOf(store.spansOfOrder(order)),
  ]);
  const nowNanos = now();
  const knowledge = orderKnowledge({ ref: order, spans, events, flow, receivers, nowNanos });
  for (const [key, service] of receiversOf(knowledge.hops)) receivers.set(key, service);
  const { firstSeenNanos, lastSeenNanos } = order;
  return foldOrder({ ref: order, events, firstSeenNanos, lastSeenNanos, flow, knowledge, nowNanos });
}

async function hopSpansOf(stored: ReturnType<OrderContext['store']['spansOfOrder']>): Promise<HopSpan[]> {
  const spans: HopSpan[] = [];
  for await (const span of stored) spans.push(hopSpanOf(spanOf(span)));
  return spans;
}
