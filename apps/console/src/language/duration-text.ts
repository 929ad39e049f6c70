const units = [
  { unit: 'day', millis: 86_400_000 },
  { unit: 'hour', millis: 3_600_000 },
  { unit: 'minute', millis: 60_000 },
  { unit: 'second', millis: 1000 },
] as const;

const formats = new Map<string, Intl.NumberFormat>();

/** `narrow` for tables and charts (`3d 4h`), `long` for sentences (`3 days 4 hours`). */
export type DurationStyle = 'narrow' | 'long';

interface Wording {
  readonly language: string;
  readonly style: DurationStyle;
}

/**
 * A duration for people, in at most two units: `3d 4h`, `12.5ms`, `340μs`. From a minute up it is rounded
 * down to whole numbers; below, it has three digits.
 */
export function durationText(millis: number, language: string, style: DurationStyle = 'narrow'): string {
  const wording = { language, style };
  const length = Math.abs(millis);
  const sign = millis < 0 ? '−' : '';
  if (length < 60_000) {
    return sign + shortText(length, wording);
  }
  const first = units.findIndex((each) => length >= each.millis);
  const [big, small] = [units[first], units[first + 1]];
  if (big === undefined) {
    return sign + shortText(length, wording);
  }
  const bigCount = Math.floor(length / big.millis);
  const smallCount = small === undefined ? 0 : Math.floor((length % big.millis) / small.millis);
  const parts = [inUnit(bigCount, big.unit, wording)];
  if (small !== undefined && smallCount > 0) {
    parts.push(inUnit(smallCount, small.unit, wording));
  }
  return sign + parts.join(' ');
}

function shortText(millis: number, wording: Wording): string {
  if (millis >= 1000) {
    return inUnit(millis / 1000, 'second', wording);
  }
  if (millis >= 1 || millis === 0) {
    return inUnit(millis, 'millisecond', wording);
  }
  return inUnit(millis * 1000, 'microsecond', wording);
}

function inUnit(count: number, unit: string, { language, style }: Wording): string {
  const key = `${language} ${unit} ${style}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: style,
      ...(unit === 'day' ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }),
    });
    formats.set(key, format);
  }
  return format.format(count);
}
