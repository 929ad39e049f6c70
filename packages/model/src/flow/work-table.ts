import type { WorkingCalendar } from './flow.js';
import { epochOfWallTime, zoneOffsetMs } from './zone-offset.js';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const firstYear = 1969;
const lastYear = 2120;
const middleYear = 2025;

/**
 * The worked spans of a calendar in a range of years, in order, with how much was worked before each.
 *
 * ```
 *   start   Mon 09:00   Tue 09:00   Wed 09:00      milliseconds since the epoch
 *   end     Mon 18:00   Tue 18:00   Wed 18:00
 *   before          0          9h         18h      from `middleYear` on; negative in years before it
 * ```
 */
export interface WorkTable {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly before: Float64Array;
  readonly fromYear: number;
  readonly toYear: number;
}

interface WorkSpan {
  readonly start: number;
  readonly end: number;
}

function worksOn(calendar: WorkingCalendar, dayUtcMs: number): boolean {
  const date = new Date(dayUtcMs);
  const text = date.toISOString().slice(0, 10);
  if (calendar.extraWorkingDays.includes(text)) return true;
  return calendar.weekDays.includes(date.getUTCDay() || 7) && !calendar.holidays.includes(text);
}

/** Largest distance of a wall clock from UTC, and shortest time for which a zone keeps its offset. */
const widestOffsetMs = dayMs;
const stretchDays = 7;

/**
 * The zone's offset if it is constant over a stretch of days, which is shorter than the time between two changes of a
 * zone.
 */
function steadyOffset(timeZone: string, firstDay: number): number | undefined {
  const offset = zoneOffsetMs(timeZone, firstDay - widestOffsetMs);
  const after = zoneOffsetMs(timeZone, firstDay + stretchDays * dayMs + widestOffsetMs);
  return offset === after ? offset : undefined;
}

function workOfYear(calendar: WorkingCalendar, year: number): readonly WorkSpan[] {
  const { timeZone, fromMinute, toMinute } = calendar;
  const spans: WorkSpan[] = [];
  const end = Date.UTC(year + 1, 0, 1);
  for (let first = Date.UTC(year, 0, 1); first < end; first += stretchDays * dayMs) {
    const offset = steadyOffset(timeZone, first);
    const at = (wall: number): number =>
      offset === undefined ? epochOfWallTime(timeZone, wall) : wall - offset;
    const last = Math.min(end, first + stretchDays * dayMs);
    for (let day = first; day < last; day += dayMs)
      if (worksOn(calendar, day))
        spans.push({ start: at(day + fromMinute * minuteMs), end: at(day + toMinute * minuteMs) });
  }
  return spans;
}

function tableOf(calendar: WorkingCalendar, fromYear: number, toYear: number): WorkTable {
  const years = yearsOf(calendar);
  const spans: WorkSpan[] = [];
  let firstOfMiddle = 0;
  for (let year = fromYear; year <= toYear; year++) {
    if (year === middleYear) firstOfMiddle = spans.length;
    let work = years.get(year);
    if (!work) years.set(year, (work = workOfYear(calendar, year)));
    spans.push(...work);
  }
  const start = Float64Array.from(spans, (span) => span.start);
  const end = Float64Array.from(spans, (span) => span.end);
  const before = new Float64Array(spans.length);
  for (let i = 1, sum = 0; i < spans.length; i++) before[i] = sum += (end[i - 1] ?? 0) - (start[i - 1] ?? 0);
  const middle = before[firstOfMiddle] ?? 0;
  return { start, end, before: before.map((value) => value - middle), fromYear, toYear };
}

const tables = new WeakMap<WorkingCalendar, WorkTable>();
const allYears = new WeakMap<WorkingCalendar, Map<number, readonly WorkSpan[]>>();

function yearsOf(calendar: WorkingCalendar): Map<number, readonly WorkSpan[]> {
  let years = allYears.get(calendar);
  if (!years) allYears.set(calendar, (years = new Map<number, readonly WorkSpan[]>()));
  return years;
}

/**
 * The table of a calendar, with a spare year on both sides of `epochMs`. The table is cached per calendar object and
 * grows on demand. `epochMs` must be between `firstWorkMs` and `lastWorkMs`.
 */
export function workTable(calendar: WorkingCalendar, epochMs: number): WorkTable {
  const year = new Date(epochMs).getUTCFullYear();
  const known = tables.get(calendar);
  if (known && year > known.fromYear && year < known.toYear) return known;
  const fromYear = Math.max(firstYear - 1, Math.min(known?.fromYear ?? middleYear - 1, year - 1));
  const toYear = Math.min(lastYear + 1, Math.max(known?.toYear ?? middleYear + 1, year + 1));
  const table = tableOf(calendar, fromYear, toYear);
  tables.set(calendar, table);
  return table;
}

export const firstWorkMs = Date.UTC(firstYear, 0, 1);
export const lastWorkMs = Date.UTC(lastYear, 11, 31);
