import { grouped } from '@ordertrace/conventions';
import { millisFromNanos, type DurationNanos, type EpochNanos } from '../time.js';
import { compareText } from './grouping.js';
import { historySpan, stepEntry, type OrderHistory } from './order-history.js';
import { quantile, sortedMillis } from './times.js';

export interface ForecastQuery {
  /** The order's current stage; `ageNanos` is its time there so far. */
  readonly activity: string;
  readonly ageNanos: DurationNanos;
  /** Counts only orders that ended in one of these; all ended orders where empty. */
  readonly ends: readonly string[];
}

/** Remaining time of past orders that were in the same position. */
export interface Forecast {
  readonly samples: number;
  /** `null` where there is no sample. */
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
}

/** An order's last stay in a stage: its length, and the time from its entry to the order's end. */
interface Passage extends Pick<OrderHistory, 'flow' | 'tenantId'> {
  readonly activity: string;
  readonly stayNanos: DurationNanos;
  readonly leftNanos: DurationNanos;
  readonly endNanos: EpochNanos;
}

function hasEnded({ open, steps }: OrderHistory, ends: readonly string[]): boolean {
  return !open && (ends.length === 0 || ends.includes(steps.at(-1)?.activity ?? ''));
}

function passagesOf({ steps, flow, tenantId }: OrderHistory): Passage[] {
  const { last } = historySpan(steps);
  const passages = new Map<string, Passage>();
  for (const [i, step] of steps.entries()) {
    const next = steps[i + 1];
    if (next === undefined) break;
    const entered = stepEntry(step);
    const stay = { stayNanos: stepEntry(next) - entered, leftNanos: last - entered, endNanos: last };
    passages.set(step.activity, { flow, tenantId, activity: step.activity, ...stay });
  }
  return [...passages.values()];
}

/** A forecast from ended orders that stayed in the stage at least as long as this one has so far. */
export function forecast(histories: readonly OrderHistory[], query: ForecastQuery): Forecast {
  const { activity, ageNanos, ends } = query;
  const left = histories
    .filter((history) => hasEnded(history, ends))
    .flatMap(passagesOf)
    .filter((passage) => passage.activity === activity && passage.stayNanos >= ageNanos)
    .map(({ leftNanos }) => leftNanos - ageNanos);
  if (left.length === 0) return { samples: 0, medianMs: null, p90Ms: null };
  const sorted = sortedMillis(left);
  return { samples: left.length, medianMs: quantile(sorted, 0.5), p90Ms: quantile(sorted, 0.9) };
}

/** Accuracy of forecasts made on entry into the stage. */
export interface BackTestStage {
  readonly stage: string;
  /** Number of orders that ended before the cut; the forecast is made from them. */
  readonly samples: number;
  /** Number of orders that ended after the cut; the forecast is tested on them. */
  readonly tested: number;
  /** Share of these that ended no later than the forecast median (p90). Perfect values are 0.5 and 0.9. */
  readonly withinMedian: number;
  readonly withinP90: number;
  /** Median of the differences between the median forecast and the actual time. */
  readonly medianErrorMs: number;
}

export interface BackTest {
  /** Time before which half of the orders ended; absent where none has ended. */
  readonly cutNanos?: EpochNanos;
  /** Stages with samples on both sides of the cut; most tested first, then by name. */
  readonly stages: readonly BackTestStage[];
}

export interface BackTestQuery {
  readonly ends: readonly string[];
  /** Least number of samples for which a tenant's own orders make the forecast, as for open orders. */
  readonly ownSamples: number;
  /** Tests only orders of this tenant; the forecast may be made from orders of others. */
  readonly testedTenantId?: string;
}

interface Known {
  readonly samples: number;
  readonly median: number;
  readonly p90: number;
}

function knownFrom(passages: readonly Passage[]): Known {
  const sorted = sortedMillis(passages.map(({ leftNanos }) => leftNanos));
  return { samples: passages.length, median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}

/** The forecast for a passage, as open orders get it: from its tenant's orders of the flow, else from all. */
function forecastsFrom(before: readonly Passage[], ownSamples: number): (of: Passage) => Known | undefined {
  const known = (keyOf: (passage: Passage) => string) =>
    new Map([...grouped(before, keyOf)].map(([key, passages]) => [key, knownFrom(passages)]));
  const ownKey = ({ flow, tenantId }: Passage) => JSON.stringify([flow, tenantId]);
  const [own, all] = [known(ownKey), known(({ flow }) => flow)];
  return (passage) => {
    const ofTenant = own.get(ownKey(passage));
    return ofTenant !== undefined && ofTenant.samples >= ownSamples ? ofTenant : all.get(passage.flow);
  };
}

function tested(
  stage: string,
  [before, after]: readonly [readonly Passage[], readonly Passage[]],
  ownSamples: number,
): BackTestStage[] {
  const forecastFor = forecastsFrom(before, ownSamples);
  const results = after.flatMap((passage) => {
    const known = forecastFor(passage);
    return known === undefined ? [] : [{ ms: millisFromNanos(passage.leftNanos), ...known }];
  });
  if (results.length === 0) return [];
  const errors = results.map(({ ms, median }) => Math.abs(ms - median)).sort((a, b) => a - b);
  const share = (isWithin: (result: (typeof results)[number]) => boolean): number =>
    results.filter(isWithin).length / results.length;
  return [
    {
      stage,
      samples: before.length,
      tested: results.length,
      withinMedian: share(({ ms, median }) => ms <= median),
      withinP90: share(({ ms, p90 }) => ms <= p90),
      medianErrorMs: quantile(Float64Array.from(errors), 0.5),
    },
  ];
}

/** Tests the forecast on orders that ended later than those it is made from. */
export function backTest(
  histories: readonly OrderHistory[],
  { ends, ownSamples, testedTenantId }: BackTestQuery,
): BackTest {
  const isTested = ({ tenantId }: Pick<OrderHistory, 'tenantId'>): boolean =>
    testedTenantId === undefined || tenantId === testedTenantId;
  const ended = histories.filter((history) => hasEnded(history, ends));
  const endTimes = ended
    .filter(isTested)
    .map(({ steps }) => historySpan(steps).last)
    .sort((a, b) => (a < b ? -1 : 1));
  const cutNanos = endTimes[Math.floor(endTimes.length / 2)];
  if (cutNanos === undefined) return { stages: [] };
  const stages = [...grouped(ended.flatMap(passagesOf), ({ activity }) => activity)].flatMap(
    ([stage, all]) => {
      const before = all.filter(({ endNanos }) => endNanos < cutNanos);
      const after = all.filter((passage) => passage.endNanos >= cutNanos && isTested(passage));
      return tested(stage, [before, after], ownSamples);
    },
  );
  return {
    cutNanos,
    stages: stages.sort((a, b) => b.tested - a.tested || compareText(a.stage, b.stage)),
  };
}
