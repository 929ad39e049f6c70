import { definedFields, grouped } from '@ordertrace/conventions';
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
import type { Position, SavedOrder } from '@ordertrace/store';
import type { FoundOrder } from '../problems/problem-desk.js';
import type { ChangedOrder } from './changed-orders.js';
import { learnedSoFar, type FoldContext } from './fold-context.js';
import { judgeOrders, type JudgedOrder } from './judge-orders.js';
import { eventsInOneForm } from '../telemetry/order-forms.js';

/** An order to fold in a pass: it changed, it is due, or both. */
export interface OrderTask {
  readonly ref: OrderRef;
  /** Time range of its new telemetry; absent where nothing is new. */
  readonly change?: Pick<ChangedOrder, 'firstNanos' | 'lastNanos'>;
  readonly isDue: boolean;
  /** The name in form encoding that some services use for it. */
  readonly encoded?: OrderRef;
}

export interface FoldOptions {
  readonly judgeAtMost: number;
  /** Due time of the orders that are not judged now. */
  readonly judgeNanos: EpochNanos;
  /** The saved states are complete up to here, once these orders are saved; absent if more orders follow. */
  readonly position?: Position;
}

/** An order between the read of its events and its save. */
interface FoldingOrder {
  readonly task: OrderTask;
  readonly previous: SavedOrder | undefined;
  readonly input: FoldInput;
  /** The state from its events alone. */
  readonly state: OrderState;
}

type StatesByOrder = ReadonlyMap<string, SavedOrder>;

/** Another writer saved an order between its read and its save. Then it is folded again, a few times at most. */
const attemptsAtMost = 5;

/**
 * Folds, judges and saves orders, each once.
 *
 * @throws Error if other writers save an order at each attempt
 */
export async function foldOrders(
  context: FoldContext,
  tasks: readonly OrderTask[],
  options: FoldOptions,
): Promise<void> {
  let rest = tasks;
  for (let attempt = 0; attempt < attemptsAtMost; attempt++) {
    const refused = new Set(await foldOnce(context, rest, options));
    if (refused.size === 0) return;
    rest = rest.filter(({ ref }) => refused.has(orderRefText(ref)));
  }
  throw new Error(`Other writers save the same orders all the time, such as ${rest[0]?.ref.orderId ?? ''}.`);
}

/** Returns the orders that another writer saved since they were read, as texts. */
async function foldOnce(
  context: FoldContext,
  tasks: readonly OrderTask[],
  options: FoldOptions,
): Promise<readonly string[]> {
  const { store, live } = context;
  const refs = tasks.map(({ ref }) => ref);
  const encoded = tasks.flatMap((task) => task.encoded ?? []);
  const [before, events] = await Promise.all([
    statesBefore(context, [...refs, ...encoded]),
    store.eventsOfOrders([...refs, ...encoded]).then((all) => grouped(all, orderRefText)),
  ]);
  const folding = tasks.flatMap((task) => folded(context, task, { before, events }) ?? []);
  const verdicts = await judgeOrders(
    context,
    [...toJudge(folding, options.judgeAtMost), ...closedToJudge(context, folding, options)].map(
      ({ task, input }) => ({ ...input, ...definedFields({ encoded: task.encoded }) }),
    ),
  );
  const orders = folding.map(
    (order) => verdicts.get(orderRefText(order.state))?.state ?? unjudged(order, options),
  );
  for (const [i, order] of orders.entries()) context.observer?.folded(folding[i]?.previous, order);
  const remove = [...replaced(refs, before), ...encoded.filter((ref) => before.has(orderRefText(ref)))];
  const ended = folding.filter(
    ({ previous, state }) => isOpen(previous) && !isOpen(state) && !verdicts.has(orderRefText(state)),
  );
  const found: FoundOrder[] = [
    ...[...verdicts.values()].map(({ state, sideLosses }) => ({ ref: state, order: state, sideLosses })),
    ...ended.map(({ state }) => ({ ref: state, order: state })),
    ...remove.map((ref) => ({ ref, order: undefined })),
  ];
  // Reconciles before the save, so that a crash between the two repeats both.
  await context.desk?.reconcile(found);
  const histories = folding.flatMap(
    (order) => historyOf(order, verdicts.get(orderRefText(order.state))) ?? [],
  );
  const { refused } = await store.saveOrders({
    orders: orders.map((order, i) => ({ ...order, ...savedVersion(folding[i], order) })),
    histories,
    remove,
    ...definedFields({ position: options.position }),
  });
  live?.note({ orders: orders.filter((order, i) => isVisibleChange(folding[i], order)), problems: false });
  return refused.map(orderRefText);
}

/** The version of the state that is replaced. The state of an order without tenant is removed, not replaced. */
function savedVersion(before: FoldingOrder | undefined, order: OrderState): { version?: number } {
  const previous = before?.previous;
  return definedFields({ version: previous?.tenantId === order.tenantId ? previous.version : undefined });
}

/** Time after an order's end in which its late spans are read, because they may show its last sendings. */
const lateNanos = nanosFromMillis(3_600_000);

/**
 * Closed orders to judge: when they close, when they are due, and when telemetry comes soon after. They teach where
 * receipts are seen, and show lost side messages. The number is limited to what a pass judges.
 */
function closedToJudge(
  { now }: FoldContext,
  folding: readonly FoldingOrder[],
  { judgeAtMost }: FoldOptions,
): readonly FoldingOrder[] {
  const closed = folding.filter(({ task, previous, state: { closedNanos } }) => {
    if (closedNanos === undefined) return false;
    const isVisibleChange = previous?.closedNanos === undefined || closedNanos + lateNanos > now();
    return task.isDue || (task.change !== undefined && isVisibleChange);
  });
  return closed.length > judgeAtMost ? closed.filter(({ task }) => task.isDue) : closed;
}

/** The saved states of these orders, and states that were saved for their ids while no tenant was known. */
async function statesBefore({ store }: FoldContext, refs: readonly OrderRef[]): Promise<StatesByOrder> {
  const asked = new Map([...refs, ...refs.map(withoutTenant)].map((ref) => [orderRefText(ref), ref]));
  const states = await store.ordersByRef([...asked.values()]);
  return new Map(states.map((state) => [orderRefText(state), state]));
}

/** The order folded from its events; nothing where it was only due and has been removed since. */
function folded(
  context: FoldContext,
  task: OrderTask,
  known: { readonly before: StatesByOrder; readonly events: ReadonlyMap<string, OrderEvent[]> },
): FoldingOrder | undefined {
  const { ref, change } = task;
  const key = orderRefText(ref);
  const previous = known.before.get(key) ?? known.before.get(orderRefText(withoutTenant(ref)));
  const other = task.encoded && known.before.get(orderRefText(task.encoded));
  const first = earliest(earliest(change?.firstNanos, previous?.firstSeenNanos), other?.firstSeenNanos);
  const last = latest(latest(change?.lastNanos, previous?.lastSeenNanos), other?.lastSeenNanos);
  if (first === undefined || last === undefined) return undefined;
  const encoded = task.encoded && known.events.get(orderRefText(task.encoded));
  const events = eventsInOneForm(ref, [...(known.events.get(key) ?? []), ...(encoded ?? [])]);
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

/** Orders to judge: open orders that are due, and open orders that changed, unless there are too many. */
function toJudge(folding: readonly FoldingOrder[], judgeAtMost: number): readonly FoldingOrder[] {
  const open = folding.filter(({ state }) => isOpen(state));
  const changed = open.filter(({ task }) => !task.isDue).length;
  return changed <= judgeAtMost ? open : open.filter(({ task }) => task.isDue);
}

/**
 * The state of an order whose spans were not read. It keeps its diagnosis until they are, if its stage and flow have
 * not changed.
 */
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

/** Orders that were saved without their tenant, which is now known. */
function replaced(refs: readonly OrderRef[], before: StatesByOrder): OrderRef[] {
  return refs
    .filter((ref) => ref.tenantId !== '' && before.has(orderRefText(withoutTenant(ref))))
    .map(withoutTenant);
}

/** The order's history, where it has new telemetry. Otherwise the saved history remains valid. */
function historyOf({ task, input, state }: FoldingOrder, judged: JudgedOrder | undefined) {
  if (task.change === undefined) return undefined;
  const { ref, flow, events } = input;
  return orderHistory({
    ref,
    flow,
    events: judged?.events ?? events,
    open: isOpen(judged?.state ?? state),
  });
}

/** Whether a person who views the order would see a difference. */
function isVisibleChange(before: FoldingOrder | undefined, after: OrderState): boolean {
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
