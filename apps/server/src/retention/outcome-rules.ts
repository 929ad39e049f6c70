import { allPages } from '@ordertrace/conventions';
import {
  orderRefText,
  type EpochNanos,
  type Fact,
  type OrderRef,
  type OrderState,
  type RetentionPolicy,
} from '@ordertrace/model';
import type { RetentionRule, Store } from '@ordertrace/store';

export const outcomeRules = [
  { name: 'kept', keep: 'all' },
  { name: 'healthy_skeleton', keep: 'skeleton' },
  { name: 'healthy_expired', keep: 'nothing' },
  { name: 'problem_skeleton', keep: 'skeleton' },
  { name: 'problem_expired', keep: 'nothing' },
] as const satisfies readonly RetentionRule[];

type RuleName = (typeof outcomeRules)[number]['name'];

const kept = 0;
const nanosPerMs = 1_000_000n;
const pageOrders = 1000;
/** Large: the store sorts all facts of a kind for each page. */
const pageFacts = 20_000;

/** Orders, as texts, with properties that affect their rule. */
export interface OutcomeMarks {
  /** Orders that ever had a problem. */
  readonly problem: ReadonlySet<string>;
  readonly pinned: ReadonlySet<string>;
}

/** The rule of an order at a moment, as an index into `outcomeRules`. */
export function outcomeRule(
  order: OrderState,
  { policy, marks, now }: { policy: RetentionPolicy; marks: OutcomeMarks; now: EpochNanos },
): number {
  const { closedNanos } = order;
  const text = orderRefText(order);
  if (closedNanos === undefined || marks.pinned.has(text)) return kept;
  const outcome = marks.problem.has(text) ? 'problem' : 'healthy';
  const times = policy[outcome];
  if (times === undefined) return kept;
  const ageMs = (now - closedNanos) / nanosPerMs;
  const rule = (name: RuleName) => outcomeRules.findIndex((one) => one.name === name);
  if (times.skeletonMs !== undefined && ageMs > BigInt(times.skeletonMs)) return rule(`${outcome}_expired`);
  return ageMs > BigInt(times.keepMs) ? rule(`${outcome}_skeleton`) : kept;
}

/** Reads from the facts which orders had problems, and which are pinned now. */
export async function readMarks(store: Store): Promise<OutcomeMarks> {
  const problem = new Set<string>();
  for await (const fact of latestFacts(store, ['problem.opened'])) problem.add(orderRefText(fact));
  return { problem, pinned: new Set((await readPins(store)).keys()) };
}

export const pinKinds = { pin: 'order.pinned', unpin: 'order.unpinned' } as const;

/** The facts of currently pinned orders, by order. */
export async function readPins(store: Pick<Store, 'facts'>): Promise<ReadonlyMap<string, Fact>> {
  const pins = new Map<string, Fact>();
  for await (const fact of latestFacts(store, [pinKinds.pin, pinKinds.unpin]))
    if (fact.kind === pinKinds.pin) pins.set(orderRefText(fact), fact);
  return pins;
}

/** The latest of these facts of each order, oldest first. */
async function* latestFacts(store: Pick<Store, 'facts'>, kinds: readonly string[]): AsyncGenerator<Fact> {
  const query = { kinds, latestOfOrder: true, limit: pageFacts };
  for await (const { facts } of allPages((from) => store.facts({ ...query, ...from }))) yield* facts;
}

/** Every order with its rule. */
export async function* orderRules(
  store: Store,
  judge: (order: OrderState) => number,
): AsyncGenerator<readonly [OrderRef, number]> {
  const query = { sort: 'order_id', descending: false, limit: pageOrders } as const;
  for await (const { orders } of allPages((from) => store.listOrders({ ...query, ...from })))
    for (const order of orders)
      yield [{ tenantId: order.tenantId, orderId: order.orderId }, judge(order)] as const;
}
