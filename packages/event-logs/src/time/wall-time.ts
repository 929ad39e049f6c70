import { definedFields } from '@ordertrace/conventions';
import type { DateOrder } from '../options.js';

/** A written time before its zone is known. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Nanoseconds of the second. */
  readonly nanos: number;
  /** Offset from UTC, if the text has one. */
  readonly offsetMs?: number;
  readonly hasTimeOfDay: boolean;
  readonly isCut?: boolean;
}

/** Reason why a text is not a time. */
export type NoTime =
  'unreadable' | 'other_format' | 'rounded' | 'date_order' | 'day_number' | 'short_year' | 'zone_letters';

/** `10:30:00.5`, `10:30` or `10.30`; never both separators. */
const clock = String.raw`(?!\d+:\d+\.|\d+\.\d+:)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d+))?)?\s*([ap]\.?m\.?)?`;
const zone = String.raw`\s*(z|utc|gmt|[+-]\d{2}(?::?\d{2})?|[a-z]{2,5})?(?:\[[^\]]*\])?`;
const rest = String.raw`(?:(?:t|,?\s+|[:/])${clock}${zone})?`;
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${rest}$`, 'i');
const compact =
  /^(\d{4})(\d{2})(\d{2})(?:(?:t|\s+)?(\d{2})(\d{2})(\d{2})(?:[.,](\d+))?\s*(z|[+-]\d{2}(?::?\d{2})?)?)$/i;
const compactDate = new RegExp(String.raw`^(\d{4})(\d{2})(\d{2})${rest}$`, 'i');
const yearLast = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${rest}$`, 'i');
const shortYear = /^\d{1,2}([-/.])\d{1,2}\1\d{2}(?!\d)/;
const dayMonthName = new RegExp(String.raw`^(\d{1,2})[-\s./]+([a-z]{3,9})[-\s.,/]+(\d{4})${rest}$`, 'i');
const monthNameDay = new RegExp(String.raw`^([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})${rest}$`, 'i');
const epochDigits = /^(\d{10}|\d{13}|\d{16}|\d{19})(?:[.,](\d+))?$/;
const weekDay = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+/i;
/** A long number in the display format of a spreadsheet, which has rounded it. */
const rounded = /^\d(?:[.,]\d+)?e\+?\d{1,2}$/i;
const dayNumber = /^\d{5}(?:[.,]\d+)?$/;

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const monthName =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/i;

/** 0 if it is not an English month name. */
export function monthOf(name: string): number {
  return monthName.test(name) ? months.indexOf(name.slice(0, 3).toLowerCase()) + 1 : 0;
}

/** Numbers of a clock and zone, beginning at group `at` of a match. */
function clockParts(match: RegExpExecArray, at: number): Omit<WallTime, 'year' | 'month' | 'day'> | NoTime {
  const [hourText, minute, second, fraction, half, zoneText] = match.slice(at, at + 6);
  const offsetMs = zoneText === undefined ? undefined : offsetOf(zoneText);
  if (offsetMs === null) return 'zone_letters';
  const read = clockOf({ hour: hourText, minute, second, fraction, half });
  return typeof read === 'string' ? read : { ...read, ...definedFields({ offsetMs }) };
}

interface ClockTexts {
  readonly hour?: string | undefined;
  readonly minute?: string | undefined;
  readonly second?: string | undefined;
  readonly fraction?: string | undefined;
  readonly half?: string | undefined;
}

type Clock = Pick<WallTime, 'hour' | 'minute' | 'second' | 'nanos' | 'isCut' | 'hasTimeOfDay'>;

/** The time of day; midnight if it has no hour. `24:00:00` is the end of the day. */
export function clockOf(texts: ClockTexts): Clock | NoTime {
  const { minute = '0', second = '0' } = texts;
  const hour = hourOf(Number(texts.hour ?? 0), texts.half);
  const clock = { hour, minute: Number(minute), second: Number(second), ...fractionOf(texts.fraction) };
  return isClock(clock) ? { ...clock, hasTimeOfDay: texts.hour !== undefined } : 'unreadable';
}

export function isClock({ hour, minute, second, nanos }: Omit<Clock, 'hasTimeOfDay'>): boolean {
  if (hour === 24) return minute === 0 && second === 0 && nanos === 0;
  return hour <= 23 && minute <= 59 && second <= 59;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

function fractionOf(fraction = ''): { nanos: number; isCut?: true } {
  const nanos = Number(fraction.slice(0, 9).padEnd(9, '0'));
  return fraction.length > 9 && /[1-9]/.test(fraction.slice(9)) ? { nanos, isCut: true } : { nanos };
}

/** `null` for letters of more than one zone. */
export function offsetOf(text: string): number | null {
  if (/^(z|utc|gmt)$/i.test(text)) return 0;
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (!offset) return null;
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  return (offset[1] === '-' ? -minutes : minutes) * 60_000;
}

function withDate(
  date: { year: string | undefined; month: number; day: string | undefined },
  clockAndZone: ReturnType<typeof clockParts>,
): WallTime | NoTime {
  if (typeof clockAndZone === 'string') return clockAndZone;
  return { year: Number(date.year), month: date.month, day: Number(date.day), ...clockAndZone };
}

function fromYearLast(match: RegExpExecArray, order: DateOrder | undefined): WallTime | NoTime {
  const [first, second, year] = [match[1], match[3], match[4]];
  if (order === undefined) return 'date_order';
  const [day, month] = order === 'dmy' ? [first, second] : [second, first];
  return withDate({ year, month: Number(month), day }, clockParts(match, 5));
}

function fromEpoch(text: string): WallTime {
  const [, whole = '', fraction = ''] = epochDigits.exec(text) ?? [];
  const digits = (whole + fraction).padEnd(19, '0').slice(0, 19);
  const isCut = /[1-9]/.test((whole + fraction).slice(19));
  const date = new Date(Number(digits.slice(0, -6)));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanos: Number(digits.slice(-9)),
    offsetMs: 0,
    hasTimeOfDay: true,
    ...(isCut ? { isCut } : {}),
  };
}

/** First two numbers of a date with the year last; undefined for other texts. */
export function dayAndMonth(text: string): readonly [number, number] | undefined {
  const match = yearLast.exec(text);
  return match ? [Number(match[1]), Number(match[3])] : undefined;
}

/**
 * Parses a written time. Accepts ISO 8601 and similar formats, dates with the year last (`order` must be
 * known), and English month names. Also accepts times since 1970 in seconds, milli-, micro- or nanoseconds,
 * distinguished by the number of digits.
 */
export function wallTime(text: string, order: DateOrder | undefined): WallTime | NoTime {
  let match = yearFirst.exec(text);
  if (match)
    return withDate({ year: match[1], month: Number(match[3]), day: match[4] }, clockParts(match, 5));
  match = yearLast.exec(text);
  if (match) return fromYearLast(match, order);
  if (epochDigits.test(text)) return fromEpoch(text);
  match = compact.exec(text);
  if (match) return fromCompact(match);
  match = compactDate.exec(text);
  if (match)
    return withDate({ year: match[1], month: Number(match[2]), day: match[3] }, clockParts(match, 4));
  match = dayMonthName.exec(text.replace(weekDay, ''));
  if (match) return named({ year: match[3], month: match[2], day: match[1] }, match);
  match = monthNameDay.exec(text.replace(weekDay, ''));
  if (match) return named({ year: match[3], month: match[1], day: match[2] }, match);
  if (shortYear.test(text)) return 'short_year';
  if (rounded.test(text)) return 'rounded';
  return dayNumber.test(text) ? 'day_number' : 'unreadable';
}

function named(
  date: { year: string | undefined; month: string | undefined; day: string | undefined },
  match: RegExpExecArray,
): WallTime | NoTime {
  const month = monthOf(date.month ?? '');
  return month === 0 ? 'unreadable' : withDate({ ...date, month }, clockParts(match, 4));
}

function fromCompact(match: RegExpExecArray): WallTime | NoTime {
  const [, year, month, day, hour, minute, second, fraction, zoneText] = match;
  const offsetMs = zoneText === undefined ? undefined : offsetOf(zoneText);
  if (offsetMs === null) return 'zone_letters';
  const clock = clockOf({ hour, minute, second, fraction });
  return withDate(
    { year, month: Number(month), day },
    typeof clock === 'string' ? clock : { ...clock, ...definedFields({ offsetMs }) },
  );
}
