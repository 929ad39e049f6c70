import type { DurationNanos } from '../time.js';

/** Summary of many durations. Milliseconds; the fraction holds finer units. */
export interface Times {
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly meanMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly totalMs: number;
}

export interface FullTimes extends Times {
  readonly p25Ms: number;
  readonly p75Ms: number;
  readonly p99Ms: number;
}

const nanosPerMs = 1e6;

export function sortedMillis(nanos: Iterable<DurationNanos>): Float64Array {
  return Float64Array.from(nanos, Number)
    .sort()
    .map((value) => value / nanosPerMs);
}

/** Quantile of sorted values, by linear interpolation between the two nearest; 0 for an empty list. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** `null` for an empty list. */
export function timesOf(nanos: Iterable<DurationNanos>): Times | null {
  const sorted = sortedMillis(nanos);
  if (sorted.length === 0) return null;
  const totalMs = sorted.reduce((sum, value) => sum + value, 0);
  return {
    medianMs: quantile(sorted, 0.5),
    p90Ms: quantile(sorted, 0.9),
    meanMs: totalMs / sorted.length,
    minMs: sorted[0] ?? 0,
    maxMs: sorted.at(-1) ?? 0,
    totalMs,
  };
}

export function fullTimesOf(nanos: Iterable<DurationNanos>): FullTimes | null {
  const sorted = sortedMillis(nanos);
  const times = timesOf(nanos);
  if (times === null) return null;
  return {
    ...times,
    p25Ms: quantile(sorted, 0.25),
    p75Ms: quantile(sorted, 0.75),
    p99Ms: quantile(sorted, 0.99),
  };
}
