import { grouped } from '@ordertrace/conventions';
import type { DurationNanos, EpochNanos } from '../time.js';
import { compareText } from './grouping.js';
import { intervalStart, type SeriesInterval } from './intervals.js';
import { stepEntry, stepsAtLevel, type FlowLevel, type OrderHistory } from './order-history.js';
import { fullTimesOf, quantile, sortedMillis, type FullTimes } from './times.js';

/** Times of orders in a stage. */
export interface StageStatistics {
  readonly stage: string;
  readonly entered: number;
  readonly left: number;
  /** Number of orders still in it; their time so far counts in `times`. */
  readonly open: number;
  /** Time from its entry to the entry of the next; `null` where no order has left it and none is open. */
  readonly times: FullTimes | null;
}

/** One stay; without `nanos` where the order ended with it. */
interface Stay {
  readonly stage: string;
  readonly enteredNanos: EpochNanos;
  readonly nanos?: DurationNanos;
  readonly open: boolean;
}

function staysOf({ steps, open }: OrderHistory, level: FlowLevel, nowNanos: EpochNanos): Stay[] {
  const atLevel = stepsAtLevel(steps, level);
  return atLevel.map((step, i) => {
    const next = atLevel[i + 1];
    const enteredNanos = stepEntry(step);
    const stay = { stage: step.activity, enteredNanos, open: open && next === undefined };
    if (next !== undefined) return { ...stay, nanos: stepEntry(next) - enteredNanos };
    return open ? { ...stay, nanos: nowNanos > enteredNanos ? nowNanos - enteredNanos : 0n } : stay;
  });
}

function nanosOf(stays: readonly Stay[]): DurationNanos[] {
  return stays.flatMap(({ nanos }) => (nanos === undefined ? [] : [nanos]));
}

/** Sorted by total time, longest first, then by name. */
export function stageStatistics(
  histories: readonly OrderHistory[],
  { level, nowNanos }: { readonly level: FlowLevel; readonly nowNanos: EpochNanos },
): StageStatistics[] {
  const stays = histories.flatMap((history) => staysOf(history, level, nowNanos));
  return [...grouped(stays, ({ stage }) => stage)]
    .map(([stage, all]) => {
      const open = all.filter((stay) => stay.open).length;
      const nanos = nanosOf(all);
      return { stage, entered: all.length, left: nanos.length - open, open, times: fullTimesOf(nanos) };
    })
    .sort((a, b) => (b.times?.totalMs ?? 0) - (a.times?.totalMs ?? 0) || compareText(a.stage, b.stage));
}

export interface StagePoint {
  /** Begin of the interval. */
  readonly fromNanos: EpochNanos;
  /** Number of orders that entered the stage in the interval; the times are of these. */
  readonly entered: number;
  /** `null` where all these orders ended in the stage. */
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
}

/** Time in a stage by interval of its entry; intervals without an entry are omitted. */
export function stageSeries(
  histories: readonly OrderHistory[],
  query: {
    readonly level: FlowLevel;
    readonly nowNanos: EpochNanos;
    readonly activity: string;
    readonly interval: SeriesInterval;
  },
): StagePoint[] {
  const { level, nowNanos, activity, interval } = query;
  const stays = histories
    .flatMap((history) => staysOf(history, level, nowNanos))
    .filter(({ stage }) => stage === activity);
  const stretches = grouped(stays, ({ enteredNanos }) => intervalStart(enteredNanos, interval).toString());
  return [...stretches]
    .map(([from, all]) => {
      const sorted = sortedMillis(nanosOf(all));
      const share = (of: number): number | null => (sorted.length === 0 ? null : quantile(sorted, of));
      return { fromNanos: BigInt(from), entered: all.length, medianMs: share(0.5), p90Ms: share(0.9) };
    })
    .sort((a, b) => (a.fromNanos < b.fromNanos ? -1 : 1));
}
