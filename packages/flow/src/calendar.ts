import type { WorkingCalendar } from '@ordertrace/model';
import { valueOf, type FlowFile, type Place } from './flow-file.js';

const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const dayMs = 86_400_000;

/** The calendar of a flow without one: every day around the clock. */
export const everyHour: WorkingCalendar = {
  timeZone: 'UTC',
  weekDays: [1, 2, 3, 4, 5, 6, 7],
  fromMinute: 0,
  toMinute: 1440,
  holidays: [],
  extraWorkingDays: [],
};

function weekDay(text: string): number | undefined {
  const index = weekDays.indexOf(text.trim().slice(0, 3).toLowerCase());
  return index < 0 ? undefined : index + 1;
}

/** The two ends of a range; a single value is both. An invalid end is `undefined`. */
function ends<T>(parts: readonly T[]): readonly [T | undefined, T | undefined] {
  if (parts.length > 2) return [undefined, undefined];
  return parts.length === 1 ? [parts[0], parts[0]] : [parts[0], parts[1]];
}

/** Reads `Mon-Fri` or `Sat`. */
function readWeekDays(text: string): readonly number[] | undefined {
  const [first, last] = ends(text.split('-').map(weekDay));
  if (first === undefined || last === undefined || last < first) return undefined;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Reads `09:00-18:00` as minutes after midnight. */
function readHours(text: string): readonly [number, number] | undefined {
  const match = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!match) return undefined;
  const [fromHour = 0, fromRest = 0, toHour = 0, toRest = 0] = match.slice(1).map(Number);
  const from = fromHour * 60 + fromRest;
  const to = toHour * 60 + toRest;
  return fromRest < 60 && toRest < 60 && from < to && to <= 1440 ? [from, to] : undefined;
}

function readDate(text: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : time;
}

/** Reads `2026-01-01` or `2026-01-01 to 2026-01-08`, a year at most. */
function readDates(text: string): readonly string[] | undefined {
  const [first, last] = ends(text.split(' to ').map((part) => readDate(part.trim())));
  if (first === undefined || last === undefined || last < first || last - first > 366 * dayMs)
    return undefined;
  const count = (last - first) / dayMs + 1;
  return Array.from({ length: count }, (_, i) => new Date(first + i * dayMs).toISOString().slice(0, 10));
}

export function readTimeZone(text: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone ? text : undefined;
  } catch {
    return undefined;
  }
}

function dates(file: FlowFile, place: Place, what: string): readonly string[] {
  const expected = 'write a date like 2026-01-01, or two: 2026-01-01 to 2026-01-08';
  return file.items(place, what).flatMap((item) => file.parsed(item, expected, readDates) ?? []);
}

export function readCalendar(file: FlowFile, place: Place): WorkingCalendar {
  const keys = ['time_zone', 'days', 'hours', 'holidays', 'extra_working_days'];
  const entries = file.entries(place, 'calendar', keys);
  const [zone, days, hours, holidays, extra] = keys.map((key) => valueOf(entries, key));
  const zoneExpected = 'name an IANA time zone like Europe/Moscow';
  const timeZone = zone && file.parsed(zone.value, zoneExpected, readTimeZone);
  const hoursExpected = 'write the hours of a day like 09:00-18:00';
  const [fromMinute, toMinute] = (hours && file.parsed(hours.value, hoursExpected, readHours)) ?? [0, 1440];
  const daysExpected = 'write week days like Mon-Fri, or [Mon, Wed]';
  const worked = days
    ? file.items(days.value, 'days').flatMap((item) => file.parsed(item, daysExpected, readWeekDays) ?? [])
    : everyHour.weekDays;
  return {
    timeZone: timeZone ?? everyHour.timeZone,
    weekDays: worked.length > 0 ? [...new Set(worked)].sort() : everyHour.weekDays,
    fromMinute,
    toMinute,
    holidays: holidays ? dates(file, holidays.value, 'holidays') : [],
    extraWorkingDays: extra ? dates(file, extra.value, 'extra_working_days') : [],
  };
}
