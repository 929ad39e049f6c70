import { nanosFromMillis, orderRefText, type OrderState } from '@ordertrace/model';
import type { Position } from '@ordertrace/store';
import { changedOrders, type ChangedOrder } from './changed-orders.js';
import type { FoldContext } from './fold-context.js';
import { foldOrders, type OrderTask } from './fold-orders.js';
import { joinForms } from './join-forms.js';

/** Most commits in one pass: enough to keep up, few enough to save often. */
const commitsAtOnce = 200;

/**
 * Most orders that are folded and saved at once. A few commits may name very many: a bulk, or all orders after a change
 * of a flow file. Their events stay in memory until the save.
 */
const ordersAtOnce = 5000;

/** Most changed orders, and most due orders, that a pass judges by their spans. */
const judgedAtOnce = 100;

/**
 * Delay before orders that changed in a bulk are judged, so that one read of the spans serves a whole burst. The more
 * orders changed at once, the longer the delay, so that their stages are folded first.
 */
const gatherNanos = nanosFromMillis(2000);
const gatherNanosAnOrder = nanosFromMillis(10);
const gatherNanosAtMost = nanosFromMillis(10_000);

export interface PassOptions {
  /** The saved states are complete up to here. */
  readonly position: Position;
  /** Most orders to judge by their spans; with 0 all verdicts are postponed. */
  readonly judgeAtMost?: number;
}

export interface FoldedPass {
  /** The saved states are now complete up to here; unchanged where nothing was new. */
  readonly position: Position;
  /** Whether more commits are waiting than one pass takes. */
  readonly more: boolean;
  /** Whether more orders are due than one pass judges. */
  readonly moreDue: boolean;
}

/**
 * Updates the saved order states with everything appended after `position`, and judges open orders that are due. Each
 * order is folded and saved once:
 *
 * ```
 * changes ─► orders ─► events ─► state ─┬─► spans ─► verdict ─► problems ─► one save
 *              due ────────┘            └─► closed, or one of a bulk ──────────┘
 * ```
 */
export async function foldPass(
  context: FoldContext,
  { position, judgeAtMost = judgedAtOnce }: PassOptions,
): Promise<FoldedPass> {
  const { store, now } = context;
  const changes = await store.changesAfter({ after: position, limit: commitsAtOnce });
  const changed = await changedOrders(store, changes);
  const due = judgeAtMost > 0 ? await store.ordersToCheck({ nowNanos: now(), limit: judgeAtMost }) : [];
  const last = changes.at(-1)?.position ?? position;
  const tasks = await joinForms(store, orderTasks(changed, due));
  const judgeNanos = now() + gatherTime(changed.length);
  for (let from = 0; from < tasks.length; from += ordersAtOnce) {
    const some = tasks.slice(from, from + ordersAtOnce);
    const areLast = from + some.length === tasks.length;
    await foldOrders(context, some, { judgeAtMost, judgeNanos, ...(areLast ? { position: last } : {}) });
  }
  return {
    position: last,
    more: new Set(changes.map((change) => change.position)).size >= commitsAtOnce,
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
