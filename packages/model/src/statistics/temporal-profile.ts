import { grouped } from '@ordertrace/conventions';
import { orderRefText, type OrderRef } from '../orders/order-ref.js';
import { compareText, examplesKept } from './grouping.js';
import { stepEntry, stepsAtLevel, type FlowLevel, type OrderHistory } from './order-history.js';

/** Usual time between two activities of one order, adjacent or not. */
export interface ProfilePair {
  readonly from: string;
  readonly to: string;
  /** How often the first activity came before the second in an order. */
  readonly count: number;
  readonly meanMs: number;
  /** Standard deviation of all these times. */
  readonly deviationMs: number;
  /** Number of times further from the mean than `usualDeviations` standard deviations. */
  readonly unusual: number;
  /** Orders with unusual times, furthest from the mean first. */
  readonly examples: readonly OrderRef[];
}

export const usualDeviations = 3;

interface Apart {
  readonly ref: OrderHistory;
  readonly from: string;
  readonly to: string;
  readonly ms: number;
}

function pairsOf(history: OrderHistory, level: FlowLevel): Apart[] {
  const steps = stepsAtLevel(history.steps, level);
  return steps.flatMap((a, i) =>
    steps.slice(i + 1).map((b) => ({
      ref: history,
      from: a.activity,
      to: b.activity,
      ms: Number(stepEntry(b) - stepEntry(a)) / 1e6,
    })),
  );
}

function profileOf(all: readonly Apart[]): ProfilePair {
  const mean = all.reduce((sum, { ms }) => sum + ms, 0) / all.length;
  const deviation = Math.sqrt(all.reduce((sum, { ms }) => sum + (ms - mean) ** 2, 0) / all.length);
  const off = ({ ms }: Apart): number => Math.abs(ms - mean);
  const unusual = all.filter((apart) => off(apart) > usualDeviations * deviation);
  const furthest = unusual.sort(
    (a, b) => off(b) - off(a) || compareText(orderRefText(a.ref), orderRefText(b.ref)),
  );
  const refs = new Map(furthest.map(({ ref }) => [orderRefText(ref), ref]));
  return {
    from: all[0]?.from ?? '',
    to: all[0]?.to ?? '',
    count: all.length,
    meanMs: mean,
    deviationMs: deviation,
    unusual: unusual.length,
    examples: [...refs.values()]
      .slice(0, examplesKept)
      .map(({ tenantId, orderId }) => ({ tenantId, orderId })),
  };
}

/** All pairs of activities, most frequent first, then by names. */
export function temporalProfile(
  histories: readonly OrderHistory[],
  { level }: { readonly level: FlowLevel },
): ProfilePair[] {
  const apart = histories.flatMap((history) => pairsOf(history, level));
  return [...grouped(apart, ({ from, to }) => JSON.stringify([from, to])).values()]
    .map(profileOf)
    .sort((a, b) => b.count - a.count || compareText(a.from, b.from) || compareText(a.to, b.to));
}
