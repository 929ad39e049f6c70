import type { NumbersQuery } from '@ordertrace/api';
import { nanosFromMillis, type EpochNanos } from '@ordertrace/model';
import type { Period } from '@ordertrace/store';
import { ApiError } from '../http/errors.js';
import { instantOf } from '../http/instant.js';

const hour = nanosFromMillis(3_600_000);
const day = 24n * hour;
const usualLength = 30n * day;
const longest = 5n * 366n * day;
const stepsAtMost = 62n;
const steps = [hour, 6n * hour, day, 7n * day, 30n * day];

export interface NumberPeriods {
  readonly now: Period;
  /** The preceding period of the same length. */
  readonly before: Period;
  /** `now` in equal steps; the last may be shorter. */
  readonly series: readonly Period[];
}

/** The last 30 days by default. @throws ApiError with the field */
export function numberPeriods({ from, to }: NumbersQuery, nowNanos: EpochNanos): NumberPeriods {
  const toNanos = instantOf(to, 'to') ?? nowNanos;
  const fromNanos = instantOf(from, 'from') ?? toNanos - usualLength;
  const length = toNanos - fromNanos;
  if (length <= 0n || length > longest)
    throw new ApiError(400, 'invalid_parameter', {
      message: 'The time from `from` to `to` is to be longer than nothing and no longer than five years.',
      field: 'from',
    });
  const step = steps.find((one) => length <= one * stepsAtMost) ?? length;
  const series: Period[] = [];
  for (let start = fromNanos; start < toNanos; start += step) {
    const end = start + step;
    series.push({ fromNanos: start, toNanos: end < toNanos ? end : toNanos });
  }
  return {
    now: { fromNanos, toNanos },
    before: { fromNanos: fromNanos - length, toNanos: fromNanos },
    series,
  };
}
