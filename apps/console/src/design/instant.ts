/**
 * An instant in microseconds since 1970, as a double: exact to a quarter of a microsecond for times of this
 * century, and a plain number for layouts.
 */
export type EpochMicros = number;

const fraction = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/** Parses RFC 3339 with any number of fractional digits; `NaN` for other texts. */
export function microsOf(timestamp: string): EpochMicros {
  const [, seconds = '', digits = '', zone = ''] = fraction.exec(timestamp) ?? [];
  return Date.parse(`${seconds}${zone}`) * 1000 + Number(digits.padEnd(9, '0').slice(0, 9)) / 1000;
}

export const microsPerMilli = 1000;
export const microsPerSecond = 1_000_000;
export const microsPerHour = 3_600 * microsPerSecond;
export const microsPerDay = 24 * microsPerHour;
