import type { DuckDBValue } from '@duckdb/node-api';
import type { FullTimes, Times } from '@ordertrace/model';

/** SQL that aggregates the durations of a column for `timesOf`: five columns. */
export function timesColumns(column: string): string {
  return `quantile_cont(${column}, [0.5, 0.9]), avg(${column}), min(${column}), max(${column}),
    sum(${column})::DOUBLE`;
}

/** As `timesColumns`, for `fullTimesOf`. */
export function fullTimesColumns(column: string): string {
  return timesColumns(column).replace('[0.5, 0.9]', '[0.5, 0.9, 0.25, 0.75, 0.99]');
}

const nanosPerMs = 1e6;

/** Converts nanoseconds of the database to milliseconds; `null` stays. */
export function millis(nanos: DuckDBValue | undefined): number | null {
  return nanos === null || nanos === undefined ? null : Number(nanos) / nanosPerMs;
}

function sumsOf(row: readonly DuckDBValue[]): { times: Times; quantiles: readonly number[] } | null {
  const [quantiles, mean, min, max, total] = row;
  if (quantiles === null || quantiles === undefined || min === null) return null;
  const shares = (quantiles as { readonly items: readonly DuckDBValue[] }).items.map(
    (value) => millis(value) ?? 0,
  );
  const [medianMs = 0, p90Ms = 0] = shares;
  const times = {
    medianMs,
    p90Ms,
    meanMs: millis(mean) ?? 0,
    minMs: millis(min) ?? 0,
    maxMs: millis(max) ?? 0,
    totalMs: millis(total) ?? 0,
  };
  return { times, quantiles: shares };
}

export function timesFrom(row: readonly DuckDBValue[]): Times | null {
  return sumsOf(row)?.times ?? null;
}

export function fullTimesFrom(row: readonly DuckDBValue[]): FullTimes | null {
  const sums = sumsOf(row);
  if (sums === null) return null;
  const [, , p25Ms = 0, p75Ms = 0, p99Ms = 0] = sums.quantiles;
  return { ...sums.times, p25Ms, p75Ms, p99Ms };
}
