import { cpus } from 'node:os';

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;

/**
 * Prints one figure as a line of JSON.
 * @param {string} bench
 * @param {string} metric
 * @param {number} value
 * @param {string} unit
 */
export function report(bench, metric, value, unit) {
  const rounded = Number(value.toPrecision(4));
  console.log(JSON.stringify({ bench, metric, value: rounded, unit, machine }));
}

/**
 * @param {number[]} values
 * @param {number} share 0.5 for the median
 */
export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
