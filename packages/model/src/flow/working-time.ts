import {
  earlier,
  later,
  nanosFromMillis,
  nanosPerMilli,
  type DurationNanos,
  type EpochNanos,
} from '../time.js';
import type { DeadlineAmount, WorkingCalendar } from './flow.js';
import { firstWorkMs, lastWorkMs, workTable, type WorkTable } from './work-table.js';

/** Index of the last value that is `<= wanted` (`< wanted` if `strict`); -1 where there is none. */
function lastUpTo(values: Float64Array, wanted: number, strict: boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = values[middle] ?? 0;
    if (value < wanted || (!strict && value === wanted)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function inRange(epochMs: number): number {
  return Math.min(lastWorkMs, Math.max(firstWorkMs, epochMs));
}

/** Working time from the table's zero until `at`, exact. */
function workedUntil(table: WorkTable, epochMs: number, restNanos: bigint): bigint {
  const i = lastUpTo(table.start, epochMs, false);
  const start = table.start[i] ?? epochMs;
  const end = table.end[i] ?? epochMs;
  const worked = (table.before[i] ?? 0) + Math.min(epochMs, end) - start;
  return BigInt(worked) * nanosPerMilli + (epochMs < end ? restNanos : 0n);
}

function worked(calendar: WorkingCalendar, at: EpochNanos): bigint {
  const epochMs = inRange(Number(at / nanosPerMilli));
  return workedUntil(workTable(calendar, epochMs), epochMs, at % nanosPerMilli);
}

/**
 * Working time between two times. It is additive, and negative where `to` is before `from`. Times before 1970 count as
 * 1970, times after 2120 as its end.
 */
export function workingBetween(calendar: WorkingCalendar, from: EpochNanos, to: EpochNanos): DurationNanos {
  return worked(calendar, to < 0n ? 0n : to) - worked(calendar, from < 0n ? 0n : from);
}

/** The first time by which that much has been worked. Grows the table until it contains that time. */
function momentOf(calendar: WorkingCalendar, work: bigint, fromMs: number): EpochNanos {
  const restNanos = ((work % nanosPerMilli) + nanosPerMilli) % nanosPerMilli;
  const workMs = Number((work - restNanos) / nanosPerMilli);
  for (let epochMs = fromMs; ; epochMs = inRange(epochMs + 366 * 86_400_000)) {
    const table = workTable(calendar, epochMs);
    const last = table.before.length - 1;
    const atEnd = (table.before[last] ?? 0) + (table.end[last] ?? 0) - (table.start[last] ?? 0);
    if (atEnd > workMs) {
      const i = lastUpTo(table.before, workMs, restNanos === 0n);
      const moment = (table.start[i] ?? 0) + workMs - (table.before[i] ?? 0);
      return BigInt(moment) * nanosPerMilli + restNanos;
    }
    if (epochMs >= lastWorkMs) throw new RangeError('The calendar has not that much working time.');
  }
}

/**
 * The first time by which `work` of working time has passed since `from`; `from` itself where `work` is 0. `work` must
 * not be negative. After the year 2120 all time counts. Throws a RangeError where the calendar never has that much
 * working time.
 */
export function addWorking(calendar: WorkingCalendar, from: EpochNanos, work: DurationNanos): EpochNanos {
  if (work < 0n) throw new RangeError('Working time can only be added.');
  if (work === 0n) return from;
  const start = from < 0n ? 0n : from;
  const epochMs = inRange(Number(start / nanosPerMilli));
  if (epochMs === lastWorkMs) return from + work;
  return momentOf(calendar, worked(calendar, start) + work, epochMs);
}

/** Length of a working day of this calendar. */
export function workingDayNanos(calendar: WorkingCalendar): DurationNanos {
  return BigInt(calendar.toMinute - calendar.fromMinute) * 60_000n * nanosPerMilli;
}

/** Length of an amount in its own kind of time: elapsed, or working. */
export function amountNanos(calendar: WorkingCalendar, amount: DeadlineAmount): DurationNanos {
  if (amount.type === 'elapsed') return BigInt(Math.round(amount.millis)) * nanosPerMilli;
  const minutes = (calendar.toMinute - calendar.fromMinute) * amount.days;
  return BigInt(Math.round(minutes * 60_000)) * nanosPerMilli;
}

/** The time at which an amount that began at `from` ends. */
export function dueAt(calendar: WorkingCalendar, from: EpochNanos, amount: DeadlineAmount): EpochNanos {
  const length = amountNanos(calendar, amount);
  return amount.type === 'elapsed' ? from + length : addWorking(calendar, from, length);
}

/** A stretch of working time. */
export interface WorkingStretch {
  readonly fromNanos: EpochNanos;
  readonly toNanos: EpochNanos;
}

/** The working stretches between two times, sorted by time and cut to these times. Empty where `to` is not later. */
export function workingStretches(
  calendar: WorkingCalendar,
  from: EpochNanos,
  to: EpochNanos,
): WorkingStretch[] {
  const stretches: WorkingStretch[] = [];
  const last = inRange(Number(to / nanosPerMilli));
  let at = inRange(Number(from / nanosPerMilli));
  while (at <= last) {
    const table = workTable(calendar, at);
    const next = lastUpTo(table.end, at, false) + 1;
    const start = table.start[next];
    const end = table.end[next];
    if (start === undefined || end === undefined || start > last) break;
    const stretch = {
      fromNanos: later(nanosFromMillis(start), from),
      toNanos: earlier(nanosFromMillis(end), to),
    };
    if (stretch.fromNanos < stretch.toNanos) stretches.push(stretch);
    at = end;
  }
  return stretches;
}
