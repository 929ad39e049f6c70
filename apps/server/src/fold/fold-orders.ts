import { definedFields } from '@ordertrace/conventions';
import {
  earlier,
  foldOrder,
  later,
  nanosFromMillis,
  orderHistory,
  orderRefText,
  type EpochNanos,
  type FoldInput,
  type OrderEvent,
  type OrderRef,
  type OrderState,
} from '@ordertrace/model';
import { grouped } from '@ordertrace/store';
import type { FoundOrder } from '../problems/problem-desk.js';
import type { ChangedOrder } from './changed-orders.js';
import { learnedSoFar, type FoldContext } from './fold-context.js';
import { judgeOrders } from './judge-orders.js';

/** An order that a pass folds: because it changed, because its time has come, or both. */
export interface OrderTask {
  readonly ref: OrderRef;
  /** The times of its new telemetry; absent where nothing is new. */
  readonly change?: Pick<ChangedOrder, 'firstNanos' | 'lastNanos'>;
  readonly isDue: boolean;
}

export interface FoldOptions {
  readonly judgeAtMost: number;
  /** When orders become due that are not judged now. */
  readonly judgeNanos: EpochNanos;
  /** What the saved states hold for once these are among them. */
  readonly commit: bigint;
}

/** An order between its events and its save. */
interface FoldingOrder {
  readonly task: OrderTask;
  readonly previous: OrderState | undefined;
  readonly input: FoldInput;
  /** By its events alone. */
  readonly state: OrderState;
}

type StatesByOrder = ReadonlyMap<string, OrderState>;

/** Folds, judges and saves orders, each once. */
export async function foldOrders(
  context: FoldContext,
  tasks: readonly OrderTask[],
  options: FoldOptions,
): Promise<void> {
  const { store, live } = context;
  const refs = tasks.map(({ ref }) => ref);
  const [before, events] = await Promise.all([
    statesBefore(context, refs),
    store.eventsOfOrders(refs).then((all) => grouped(all, orderRefText)),
  ]);
  const folding = tasks.flatMap((task) => folded(context, task, { before, events }) ?? []);
  const verdicts = await judgeOrders(
    context,
    [...toJudge(folding, options.judgeAtMost), ...closedToJudge(context, folding, options)].map(
      ({ input }) => input,
    ),
  );
  const orders = folding.map(
    (order) => verdicts.get(orderRefText(order.state))?.state ?? unjudged(order, options),
  );
  for (const [i, order] of orders.entries()) context.observer?.folded(folding[i]?.previous, order);
  const remove = replaced(refs, before);
  const ended = folding.filter(
    ({ previous, state }) => isOpen(previous) && !isOpen(state) && !verdicts.has(orderRefText(state)),
  );
  const found: FoundOrder[] = [
    ...[...verdicts.values()].map(({ state, sideLosses }) => ({ ref: state, order: state, sideLosses })),
    ...ended.map(({ state }) => ({ ref: state, order: state })),
    ...remove.map((ref) => ({ ref, order: undefined })),
  ];
  // Before the save, so that a crash between the two does both again.
  await context.desk?.reconcile(found);
  const histories = folding.flatMap((order) => historyOf(order) ?? []);
  await store.saveOrders({ orders, histories, remove, commit: options.commit });
  live?.note({ orders: orders.filter((order, i) => isNews(folding[i], order)), problems: false });
}

/** How long after its end an order's late spans are read: they may show what it sent last. */
const lateNanos = nanosFromMillis(3_600_000);

/**
 * Closed orders are judged when they close, when they are due, and when telemetry comes soon after; so they teach what is
 * seen where, and show which side messages were lost. Only as many as a pass judges.
 */
function closedToJudge(
  { now }: FoldContext,
  folding: readonly FoldingOrder[],
  { judgeAtMost }: FoldOptions,
): readonly FoldingOrder[] {
  const closed = folding.filter(({ task, previous, state: { closedNanos } }) => {
    if (closedNanos === undefined) return false;
    const isNews = previous?.closedNanos === undefined || closedNanos + lateNanos > now();
    return task.isDue || (task.change !== undefined && isNews);
  });
  return closed.length > judgeAtMost ? closed.filter(({ task }) => task.isDue) : closed;
}

/** The saved states of these orders, and those saved for their ids while no tenant was known. */
async function statesBefore({ store }: FoldContext, refs: readonly OrderRef[]): Promise<StatesByOrder> {
  const asked = new Map([...refs, ...refs.map(withoutTenant)].map((ref) => [orderRefText(ref), ref]));
  const states = await store.ordersByRef([...asked.values()]);
  return new Map(states.map((state) => [orderRefText(state), state]));
}

/** The order by its events; nothing where it was only due and has been removed since. */
function folded(
  context: FoldContext,
  task: OrderTask,
  known: { readonly before: StatesByOrder; readonly events: ReadonlyMap<string, OrderEvent[]> },
): FoldingOrder | undefined {
  const { ref, change } = task;
  const key = orderRefText(ref);
  const previous = known.before.get(key) ?? known.before.get(orderRefText(withoutTenant(ref)));
  const first = earliest(change?.firstNanos, previous?.firstSeenNanos);
  const last = latest(change?.lastNanos, previous?.lastSeenNanos);
  if (first === undefined || last === undefined) return undefined;
  const events = known.events.get(key) ?? [];
  const flow = context.flows.of(ref, events);
  const input: FoldInput = {
    ref,
    events,
    flow,
    firstSeenNanos: first,
    lastSeenNanos: last,
    nowNanos: context.now(),
    ...learnedSoFar(context, flow.name),
  };
  return { task, previous, input, state: foldOrder(input) };
}

/** Open orders that are due, and open ones that changed unless they are very many. */
function toJudge(folding: readonly FoldingOrder[], judgeAtMost: number): readonly FoldingOrder[] {
  const open = folding.filter(({ state }) => isOpen(state));
  const changed = open.filter(({ task }) => !task.isDue).length;
  return changed <= judgeAtMost ? open : open.filter(({ task }) => task.isDue);
}

/** An order whose spans were not read: until they are, it keeps its diagnosis if it has not moved. */
function unjudged({ previous, state }: FoldingOrder, { judgeNanos }: FoldOptions): OrderState {
  if (!isOpen(state))
    return previous?.checkNanos === undefined ? state : { ...state, checkNanos: previous.checkNanos };
  const hasMoved =
    previous?.stage !== state.stage ||
    previous.stageSinceNanos !== state.stageSinceNanos ||
    previous.flow !== state.flow;
  const { diagnosis } = hasMoved ? state : previous;
  const checkNanos = earlier(judgeNanos, previous?.checkNanos ?? judgeNanos);
  return { ...state, ...definedFields({ diagnosis }), checkNanos };
}

/** Orders that were saved without their tenant, which is known by now. */
function replaced(refs: readonly OrderRef[], before: StatesByOrder): OrderRef[] {
  return refs
    .filter((ref) => ref.tenantId !== '' && before.has(orderRefText(withoutTenant(ref))))
    .map(withoutTenant);
}

/** The order's history; the saved one holds where no event is new. */
function historyOf({ task, input: { ref, flow, events }, state }: FoldingOrder) {
  return task.change === undefined ? undefined : orderHistory({ ref, flow, events, open: isOpen(state) });
}

/** Whether a person who looks at the order would see something else. */
function isNews(before: FoldingOrder | undefined, after: OrderState): boolean {
  if (before?.task.change !== undefined) return true;
  const previous = before?.previous;
  return previous?.diagnosis?.code !== after.diagnosis?.code || previous?.stage !== after.stage;
}

function isOpen(order: OrderState | undefined): boolean {
  return order !== undefined && order.closedNanos === undefined;
}

function withoutTenant(ref: OrderRef): OrderRef {
  return { tenantId: '', orderId: ref.orderId };
}

function earliest(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || b === undefined ? (a ?? b) : earlier(a, b);
}

function latest(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || b === undefined ? (a ?? b) : later(a, b);
}
