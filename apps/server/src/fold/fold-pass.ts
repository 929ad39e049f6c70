import { nanosFromMillis, orderRefText, type OrderState } from '@ordertrace/model';
import { changedOrders, type ChangedOrder } from './changed-orders.js';
import type { FoldContext } from './fold-context.js';
import { foldOrders, type OrderTask } from './fold-orders.js';

/** How many commits are folded in one pass: enough to keep up, few enough to save often. */
const commitsAtOnce = 200;

/**
 * How many orders are folded and saved at once: a bulk, or all there is when a flow file has changed, may name very
 * many in a few commits, and their events are in memory until they are saved.
 */
const ordersAtOnce = 5000;

/** How many changed orders, and how many due ones, a pass judges by their spans. */
const judgedAtOnce = 100;

/**
 * How long the spans of orders gather that changed in a bulk, before they are judged: one reading of the spans serves
 * a whole burst. The more orders changed at once, the longer, so that their stages are folded first.
 */
const gatherNanos = nanosFromMillis(2000);
const gatherNanosAnOrder = nanosFromMillis(10);
const gatherNanosAtMost = nanosFromMillis(10_000);

export interface PassOptions {
  /** The commit that the saved states hold for. */
  readonly commit: bigint;
  /** How many orders may be judged by their spans; with 0 all verdicts are put off. */
  readonly judgeAtMost?: number;
}

export interface FoldedPass {
  /** The commit that the saved states hold for now; the one before where nothing was new. */
  readonly commit: bigint;
  /** More commits were waiting than one pass takes. */
  readonly more: boolean;
  /** More orders were due than one pass judges. */
  readonly moreDue: boolean;
}

/**
 * Brings the saved order states up to date with what was committed after `commit`, and judges open orders whose time
 * has come. Each order is folded and saved once:
 *
 * ```
 * changes ─► orders ─► events ─► state ─┬─► spans ─► verdict ─► problems ─► one save
 *              due ────────┘            └─► closed, or one of a bulk ──────────┘
 * ```
 */
export async function foldPass(
  context: FoldContext,
  { commit, judgeAtMost = judgedAtOnce }: PassOptions,
): Promise<FoldedPass> {
  const { store, now } = context;
  const changes = await store.changesAfter({ commit, limit: commitsAtOnce });
  const changed = await changedOrders(store, changes);
  const due = judgeAtMost > 0 ? await store.ordersToCheck({ nowNanos: now(), limit: judgeAtMost }) : [];
  const last = changes.at(-1)?.commit ?? commit;
  const tasks = orderTasks(changed, due);
  const judgeNanos = now() + gatherTime(changed.length);
  for (let from = 0; from < tasks.length; from += ordersAtOnce) {
    const some = tasks.slice(from, from + ordersAtOnce);
    const areLast = from + some.length === tasks.length;
    await foldOrders(context, some, { judgeAtMost, judgeNanos, commit: areLast ? last : commit });
  }
  return {
    commit: last,
    more: new Set(changes.map((change) => change.commit)).size >= commitsAtOnce,
    moreDue: judgeAtMost > 0 && due.length >= judgeAtMost,
  };
}

/** One task for each order that changed, that is due, or both. */
function orderTasks(changed: readonly ChangedOrder[], due: readonly OrderState[]): OrderTask[] {
  const tasks = new Map<string, OrderTask>();
  for (const order of due) tasks.set(orderRefText(order), { ref: order, isDue: true });
  for (const { ref, ...change } of changed) {
    const key = orderRefText(ref);
    tasks.set(key, { ref, change, isDue: tasks.has(key) });
  }
  return [...tasks.values()];
}

function gatherTime(changed: number): bigint {
  const time = gatherNanos + gatherNanosAnOrder * BigInt(changed);
  return time < gatherNanosAtMost ? time : gatherNanosAtMost;
}
