import { orderRefText, type OrderRef } from '../orders/order-ref.js';
import type { DurationNanos, EpochNanos } from '../time.js';
import { compareText } from './grouping.js';
import { stepEntry, stepsAtLevel, type FlowLevel, type OrderHistory } from './order-history.js';

export interface EdgeQuery {
  readonly level: FlowLevel;
  readonly fromActivity: string;
  readonly toActivity: string;
  readonly limit: number;
}

/** An order's way over an edge of the map. */
export interface EdgePassage extends OrderRef {
  readonly fromNanos: EpochNanos;
  readonly toNanos: EpochNanos;
}

export interface Spectrum {
  /** Sorted by begin, then end. If there are more lines than the limit, they are sampled evenly. */
  readonly lines: readonly (readonly [EpochNanos, EpochNanos])[];
  /** How many there are. */
  readonly total: number;
}

function passagesOf(history: OrderHistory, { level, fromActivity, toActivity }: EdgeQuery): EdgePassage[] {
  const steps = stepsAtLevel(history.steps, level);
  const { tenantId, orderId } = history;
  return steps.slice(1).flatMap((b, i) => {
    const a = steps[i];
    if (a?.activity !== fromActivity || b.activity !== toActivity) return [];
    return [{ tenantId, orderId, fromNanos: a.timeNanos, toNanos: stepEntry(b) }];
  });
}

function compareNanos(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One line per passage of the edge, from its begin to its end. A queue grew where lines fan out. */
export function edgeSpectrum(histories: readonly OrderHistory[], query: EdgeQuery): Spectrum {
  const lines = histories
    .flatMap((history) => passagesOf(history, query))
    .map(({ fromNanos, toNanos }) => [fromNanos, toNanos] as const)
    .sort((a, b) => compareNanos(a[0], b[0]) || compareNanos(a[1], b[1]));
  const every = Math.max(1, Math.ceil(lines.length / query.limit));
  return { lines: lines.filter((_, i) => i % every === 0), total: lines.length };
}

function lasted({ fromNanos, toNanos }: EdgePassage): DurationNanos {
  return toNanos - fromNanos;
}

/** The passages of the edge that took longest, slowest first. */
export function slowestPassages(histories: readonly OrderHistory[], query: EdgeQuery): EdgePassage[] {
  return histories
    .flatMap((history) => passagesOf(history, query))
    .sort((a, b) => compareNanos(lasted(b), lasted(a)) || compareText(orderRefText(a), orderRefText(b)))
    .slice(0, query.limit);
}
