const units = [
  { unit: 'day', millis: 86_400_000 },
  { unit: 'hour', millis: 3_600_000 },
  { unit: 'minute', millis: 60_000 },
  { unit: 'second', millis: 1000 },
] as const;

const formats = new Map<string, Intl.NumberFormat>();

/**
 * A length of time for people, in at most two units: `3 days 4 hr`, `12.5 ms`, `340 μs`. From a minute up in
 * whole numbers, rounded down; below with three digits.
 */
export function durationText(millis: number, language: string): string {
  const length = Math.abs(millis);
  const sign = millis < 0 ? '−' : '';
  if (length < 60_000) {
    return sign + shortText(length, language);
  }
  const first = units.findIndex((each) => length >= each.millis);
  const [big, small] = [units[first], units[first + 1]];
  if (big === undefined) {
    return sign + shortText(length, language);
  }
  const bigCount = Math.floor(length / big.millis);
  const smallCount = small === undefined ? 0 : Math.floor((length % big.millis) / small.millis);
  const parts = [inUnit(bigCount, big.unit, language)];
  if (small !== undefined && smallCount > 0) {
    parts.push(inUnit(smallCount, small.unit, language));
  }
  return sign + parts.join(' ');
}

function shortText(millis: number, language: string): string {
  if (millis >= 1000) {
    return inUnit(millis / 1000, 'second', language);
  }
  if (millis >= 1 || millis === 0) {
    return inUnit(millis, 'millisecond', language);
  }
  return inUnit(millis * 1000, 'microsecond', language);
}

function inUnit(count: number, unit: string, language: string): string {
  const key = `${language} ${unit}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      ...(unit === 'day' ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }),
    });
    formats.set(key, format);
  }
  return format.format(count);
}
