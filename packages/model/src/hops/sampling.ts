/** Digits of a sampling threshold; omitted digits at its end are zeros. */
const thresholdDigits = 14;

/**
 * The share of traces that a sampler keeps, from 0 to 1, as a trace state declares it (`ot=th:e66666` keeps one of ten).
 * Absent where none is declared.
 */
export function sampledShare(traceState: string): number | undefined {
  if (traceState === '') return undefined;
  const entry = traceState.split(',').find((one) => one.trim().startsWith('ot='));
  const threshold = /(?:=|;)th:([0-9a-f]{1,14})(?:;|$)/.exec(entry?.trim() ?? '')?.[1];
  if (threshold === undefined) return undefined;
  return 1 - parseInt(threshold.padEnd(thresholdDigits, '0'), 16) / 16 ** thresholdDigits;
}
