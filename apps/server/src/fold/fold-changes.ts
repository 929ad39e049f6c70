import {
  foldOrder,
  nanosFromMillis,
  orderHistory,
  orderRefText,
  type EpochNanos,
  type OrderEvent,
  type OrderHistory,
  type OrderRef,
  type OrderState,
} from '@ordertrace/model';
import { eventsByOrder } from './events-by-order.js';
import { learnedSoFar, type OrderContext } from './order-context.js';
import { touchedOrders, type TouchedOrder } from './touched-orders.js';

/** How many commits are folded in one step: enough to keep up, few enough to save often. */
const commitsAtOnce = 200;

/**
 * How many orders are folded and saved at once: a bulk, or all there is when a flow file has changed, may name very
 * many in a few commits, and their events are in memory meanwhile.
 */
const ordersAtOnce = 5000;

/**
 * How long an order's spans may gather before the watch reads them: one look serves a whole burst. The more orders
 * there is news of at once, the longer, so that what comes in bulk is folded first and looked at less often.
 */
const gatherNanos = nanosFromMillis(2000);
const gatherNanosAnOrder = nanosFromMillis(10);
const gatherNanosAtMost = nanosFromMillis(10_000);

export interface Folded {
  /** The commit that the states hold for now; the one before where nothing was new. */
  readonly commit: bigint;
  /** More was waiting than one step takes. */
  readonly more: boolean;
}

/** Folds what was committed after `commit` into the saved order states. */
export async function foldChanges(context: OrderContext, commit: bigint): Promise<Folded> {
  const { store } = context;
  const changes = await store.changesAfter({ commit, limit: commitsAtOnce });
  const last = changes.at(-1);
  if (last === undefined) return { commit, more: false };
  const touched = await touchedOrders(store, changes);
  const gather = gatherNanos + gatherNanosAnOrder * BigInt(touched.length);
  const lookNanos = context.now() + (gather < gatherNanosAtMost ? gather : gatherNanosAtMost);
  for (let from = 0; from < touched.length; from += ordersAtOnce) {
    const some = touched.slice(from, from + ordersAtOnce);
    const areLast = from + some.length === touched.length;
    await foldOrders(context, some, { lookNanos, commit: areLast ? last.commit : commit });
  }
  return { commit: last.commit, more: new Set(changes.map((change) => change.commit)).size >= commitsAtOnce };
}

/** Folds and saves orders; `commit`: what the saved states hold for once these are among them. */
async function foldOrders(
  context: OrderContext,
  touched: readonly TouchedOrder[],
  { lookNanos, commit }: { readonly lookNanos: EpochNanos; readonly commit: bigint },
): Promise<void> {
  const { store } = context;
  const refs = touched.map((order) => order.ref);
  const [before, events] = await Promise.all([statesBefore(context, refs), eventsByOrder(store, refs)]);
  const orders = touched.map((order) => folded(context, order, { before, events, lookNanos }));
  const remove = refs
    .filter((ref) => ref.tenantId !== '' && before.has(orderRefText(withoutTenant(ref))))
    .map(withoutTenant);
  await endProblems(context, { orders, remove, before });
  const histories = historiesOf(context, orders, events);
  await store.saveOrders({ orders, histories, remove, commit });
  context.live?.note({ orders, problems: false });
}

/**
 * Of orders that ended, and of those that another tenant's took the place of: nobody looks at them again. Before
 * they are saved, so that a crash in between does it again.
 */
async function endProblems(
  { desk }: OrderContext,
  changed: { orders: readonly OrderState[]; remove: readonly OrderRef[]; before: StatesByOrder },
): Promise<void> {
  const { orders, remove, before } = changed;
  const ended = orders.filter((order) => {
    const previous = before.get(orderRefText(order));
    return order.closedNanos !== undefined && previous !== undefined && previous.closedNanos === undefined;
  });
  await desk?.reconcile([
    ...ended.map((order) => ({ ref: order, order })),
    ...remove.map((ref) => ({ ref, order: undefined })),
  ]);
}

/** The ways of orders that events tell of. */
function historiesOf(
  { flows }: OrderContext,
  orders: readonly OrderState[],
  events: ReadonlyMap<string, OrderEvent[]>,
): OrderHistory[] {
  return orders.flatMap((order) => {
    const known = events.get(orderRefText(order)) ?? [];
    const open = order.closedNanos === undefined;
    return orderHistory({ ref: order, flow: flows.named(order.flow), events: known, open }) ?? [];
  });
}

function withoutTenant(ref: OrderRef): OrderRef {
  return { tenantId: '', orderId: ref.orderId };
}

type StatesByOrder = ReadonlyMap<string, OrderState>;

/** The saved states of these orders, and those saved for their ids while no tenant was known. */
async function statesBefore({ store }: OrderContext, refs: readonly OrderRef[]): Promise<StatesByOrder> {
  const asked = new Map([...refs, ...refs.map(withoutTenant)].map((ref) => [orderRefText(ref), ref]));
  const states = await store.ordersByRef([...asked.values()]);
  return new Map(states.map((state) => [orderRefText(state), state]));
}

interface KnownOfOrders {
  readonly before: StatesByOrder;
  readonly events: ReadonlyMap<string, OrderEvent[]>;
  /** When the watch may read the spans of those that moved. */
  readonly lookNanos: EpochNanos;
}

/**
 * The order's new state. Its stage is exact; its diagnosis needs its spans, which the watch reads: until then
 * an order that hasn't moved keeps the diagnosis it had.
 */
function folded(
  context: OrderContext,
  touched: TouchedOrder,
  { before, events, lookNanos }: KnownOfOrders,
): OrderState {
  const { flows, now } = context;
  const { ref } = touched;
  const key = orderRefText(ref);
  const own = events.get(key) ?? [];
  const flow = flows.of(ref, own);
  const previous = before.get(key) ?? before.get(orderRefText(withoutTenant(ref)));
  const nowNanos = now();
  const state = foldOrder({
    ref,
    events: own,
    firstSeenNanos: earliest(touched.firstNanos, previous?.firstSeenNanos),
    lastSeenNanos: latest(touched.lastNanos, previous?.lastSeenNanos),
    flow,
    nowNanos,
    ...learnedSoFar(context, flow.name),
  });
  context.observer?.folded(previous, state);
  if (state.closedNanos !== undefined) return state;
  const unmoved =
    previous?.stage === state.stage &&
    previous.stageSinceNanos === state.stageSinceNanos &&
    previous.flow === state.flow;
  const diagnosis = unmoved ? previous.diagnosis : state.diagnosis;
  const checkNanos = earliest(lookNanos, previous?.checkNanos);
  return { ...state, ...(diagnosis === undefined ? {} : { diagnosis }), checkNanos };
}

function earliest(a: bigint, b: bigint | undefined): bigint {
  return b === undefined || a < b ? a : b;
}

function latest(a: bigint, b: bigint | undefined): bigint {
  return b === undefined || a > b ? a : b;
}
