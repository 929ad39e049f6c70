/** Nanoseconds since 1970-01-01T00:00:00Z, exact. */
export type EpochNanos = bigint;
/** A length of time in nanoseconds, exact. */
export type DurationNanos = bigint;

export const nanosPerMilli = 1_000_000n;

export function nanosFromMillis(millis: number): EpochNanos {
  return BigInt(Math.round(millis * 1000)) * 1000n;
}

/** Milliseconds with fractions; loses what a double can't hold (below 100 ns for times of this century). */
export function millisFromNanos(nanos: bigint): number {
  return Number(nanos / 1000n) / 1000;
}

/** RFC 3339 in UTC with all nine fractional digits: `2026-11-22T09:00:00.000000000Z`. */
export function timestampText(nanos: EpochNanos): string {
  const millis = nanos >= 0n ? nanos / nanosPerMilli : (nanos - nanosPerMilli + 1n) / nanosPerMilli;
  const rest = (nanos - millis * nanosPerMilli).toString().padStart(6, '0');
  return `${new Date(Number(millis)).toISOString().slice(0, -1)}${rest}Z`;
}

const timestampForm = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/i;

/** Parses a time in RFC 3339, to the nanosecond; `undefined` where the text is not one. */
export function nanosFromTimestamp(text: string): EpochNanos | undefined {
  const [, seconds = '', fraction = '', zone = ''] = timestampForm.exec(text) ?? [];
  const millis = Date.parse(`${seconds}${zone}`);
  if (seconds === '' || Number.isNaN(millis)) return undefined;
  return BigInt(millis) * nanosPerMilli + BigInt(fraction.padEnd(9, '0'));
}

export function earlier(a: EpochNanos, b: EpochNanos): EpochNanos {
  return a < b ? a : b;
}

export function later(a: EpochNanos, b: EpochNanos): EpochNanos {
  return a > b ? a : b;
}
