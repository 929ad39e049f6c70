import { grouped } from '@ordertrace/conventions';
import type { DurationNanos, EpochNanos } from '../time.js';
import { compareText } from './grouping.js';
import { intervalStart, type SeriesInterval } from './intervals.js';
import { leadSpan, stepsAtLevel, variantId, type FlowLevel, type OrderHistory } from './order-history.js';
import { fullTimesOf, quantile, sortedMillis, type FullTimes } from './times.js';

export interface LeadTimePoint {
  /** Begin of the interval in which the orders ended. */
  readonly fromNanos: EpochNanos;
  readonly orders: number;
  readonly medianMs: number;
  readonly p90Ms: number;
}

export interface LeadTimeGroup {
  /** The tenant, or the variant's id. */
  readonly name: string;
  readonly orders: number;
  readonly medianMs: number;
  readonly p90Ms: number;
}

/** Time from entry into the first step to the latest time of ended orders. */
export interface LeadTimes {
  readonly orders: number;
  readonly times: FullTimes | null;
  readonly series: readonly LeadTimePoint[];
  /** Sorted by orders, most first, then by name; of variants only the first 20. */
  readonly byTenant: readonly LeadTimeGroup[];
  readonly byVariant: readonly LeadTimeGroup[];
}

export const leadTimeVariants = 20;

interface Ended {
  readonly tenantId: string;
  readonly variant: string;
  readonly endNanos: EpochNanos;
  readonly nanos: DurationNanos;
}

function summary(all: readonly Ended[]): { orders: number; medianMs: number; p90Ms: number } {
  const sorted = sortedMillis(all.map(({ nanos }) => nanos));
  return { orders: all.length, medianMs: quantile(sorted, 0.5), p90Ms: quantile(sorted, 0.9) };
}

function groupsOf(ended: readonly Ended[], keyOf: (one: Ended) => string): LeadTimeGroup[] {
  return [...grouped(ended, keyOf)]
    .map(([name, all]) => ({ name, ...summary(all) }))
    .sort((a, b) => b.orders - a.orders || compareText(a.name, b.name));
}

export function leadTimes(
  histories: readonly OrderHistory[],
  { level, interval }: { readonly level: FlowLevel; readonly interval: SeriesInterval },
): LeadTimes {
  const ended = histories
    .filter(({ open }) => !open)
    .map(({ tenantId, steps }) => {
      const { begin, end } = leadSpan(steps);
      const variant = variantId(stepsAtLevel(steps, level).map(({ activity }) => activity));
      return { tenantId, variant, endNanos: end, nanos: end - begin };
    });
  const stretches = grouped(ended, ({ endNanos }) => intervalStart(endNanos, interval).toString());
  return {
    orders: ended.length,
    times: fullTimesOf(ended.map(({ nanos }) => nanos)),
    series: [...stretches]
      .map(([from, all]) => ({ fromNanos: BigInt(from), ...summary(all) }))
      .sort((a, b) => (a.fromNanos < b.fromNanos ? -1 : 1)),
    byTenant: groupsOf(ended, ({ tenantId }) => tenantId),
    byVariant: groupsOf(ended, ({ variant }) => variant).slice(0, leadTimeVariants),
  };
}
