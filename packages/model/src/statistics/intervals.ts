import type { EpochNanos } from '../time.js';

/** Intervals of a series, in UTC; weeks begin on Monday. */
export const seriesIntervals = ['day', 'week', 'month'] as const;
export type SeriesInterval = (typeof seriesIntervals)[number];

const nanosPerMs = 1_000_000n;
const dayMs = 86_400_000;

/** Begin of the interval that contains a time. */
export function intervalStart(timeNanos: EpochNanos, interval: SeriesInterval): EpochNanos {
  const rest = timeNanos % nanosPerMs;
  const ms = Number((timeNanos - rest) / nanosPerMs) - (rest < 0n ? 1 : 0);
  const date = new Date(ms);
  const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  if (interval === 'day') return BigInt(day) * nanosPerMs;
  if (interval === 'week') return BigInt(day - ((date.getUTCDay() + 6) % 7) * dayMs) * nanosPerMs;
  return BigInt(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)) * nanosPerMs;
}
