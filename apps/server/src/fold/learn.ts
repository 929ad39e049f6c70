import { allPages, definedFields, grouped } from '@ordertrace/conventions';
import {
  learnStageTimes,
  orderRefText,
  stageSamples,
  stageVisits,
  type Flow,
  type StageTimesByFlow,
  type LearnedStageTimes,
  type OrderState,
  type StageSample,
} from '@ordertrace/model';
import type { OrderQuery, Store } from '@ordertrace/store';
import { encodedForms, eventsInOneForm } from '../telemetry/order-forms.js';
import type { FoldContext } from './fold-context.js';
import { learnFromOrders } from './judge-orders.js';

/** Number of latest closed orders from which the usual times are learned. */
const closedOrders = 2000;
const ordersAPage = 500;
/**
 * Number of orders whose spans show the receivers at each place. They are read at start, and while receivers are
 * unknown.
 */
const exampleOrders = 100;

/** Usual times in each stage for each flow, from its latest closed orders; absent where too few have closed. */
export async function usualStageTimes({ store, flows }: FoldContext): Promise<StageTimesByFlow | undefined> {
  const learned = new Map<string, LearnedStageTimes>();
  for (const flow of flows.all) {
    const times = await usualTimes(store, flow);
    if (times.all.length > 0) learned.set(flow.name, times);
  }
  return learned.size === 0 ? undefined : learned;
}

async function usualTimes(store: Store, flow: Flow): Promise<LearnedStageTimes> {
  const samples: StageSample[] = [];
  for await (const page of closedPages(store, flow.name)) {
    for (const events of grouped(await store.eventsOfOrders(page), orderRefText).values()) {
      const tenantId = events[0]?.tenantId ?? '';
      const transitions = events.filter((event) => event.type === 'transition');
      samples.push(...stageSamples(flow, tenantId, stageVisits(flow, transitions)));
    }
  }
  return learnStageTimes(samples);
}

async function* closedPages(store: Store, flow: string): AsyncIterable<readonly OrderState[]> {
  const query = { ...latestFirst('stage_since', ordersAPage), open: false, flow };
  let seen = 0;
  for await (const { orders } of allPages((from) => store.listOrders({ ...query, ...from }))) {
    if (orders.length > 0) yield orders;
    seen += orders.length;
    if (seen >= closedOrders) return;
  }
}

function latestFirst(sort: OrderQuery['sort'], limit: number): OrderQuery {
  return { sort, descending: true, limit };
}

/** Learns where receipts are seen, from the latest seen or closed orders. */
export async function learnReceipts(context: FoldContext): Promise<void> {
  const { store, flows } = context;
  const [closed, seen] = await Promise.all([
    store.listOrders({ ...latestFirst('stage_since', exampleOrders), open: false }),
    store.listOrders(latestFirst('last_seen_at', exampleOrders)),
  ]);
  const orders = new Map([...closed.orders, ...seen.orders].map((order) => [orderRefText(order), order]));
  const forms = await encodedForms(store, [...orders.values()]);
  const reported = await store.eventsOfOrders([...orders.values(), ...forms.values()]);
  const events = grouped(reported, orderRefText);
  const inputs = [...orders].map(([key, order]) => {
    const encoded = forms.get(key);
    const inEncoded = encoded === undefined ? [] : (events.get(orderRefText(encoded)) ?? []);
    return {
      ref: order,
      events: [...(events.get(key) ?? []), ...eventsInOneForm(order, inEncoded)],
      flow: flows.named(order.flow),
      ...definedFields({ encoded }),
    };
  });
  await learnFromOrders(context, inputs);
}
