import type { WorkingCalendar } from '@ordertrace/model';
import type { Random } from '../random.js';
import type { EpochMs } from './story.js';

const hourMs = 3_600_000;

/** Share of orders for each hour of the day, relative to the busiest hour. */
const byHour = [
  0.08, 0.04, 0.02, 0.02, 0.02, 0.04, 0.1, 0.22, 0.45, 0.7, 0.85, 0.9, 0.8, 0.75, 0.8, 0.8, 0.75, 0.7, 0.75,
  0.9, 1, 0.95, 0.6, 0.25,
];
const weekend = 0.55;

/**
 * A random time at which a customer orders: evenings and working days more often than nights and weekends.
 */
export function customerArrival(random: Random, span: TimeSpan, calendar: WorkingCalendar): EpochMs {
  const clock = localClock(calendar.timeZone);
  for (;;) {
    const at = growing(random, span);
    const { hour, weekDay } = clock(at);
    const likely = (byHour[hour] ?? 0) * (weekDay >= 6 ? weekend : 1);
    if (random.chance(likely)) return at;
  }
}

export interface TimeSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * A random time at which business grows slightly: the end of the span has about a third more than its
 * beginning.
 */
function growing(random: Random, { from, to }: TimeSpan): EpochMs {
  for (;;) {
    const part = random.unit();
    if (random.chance((3 + part) / 4)) return Math.floor(from + part * (to - from));
  }
}

export interface LocalTime {
  readonly hour: number;
  /** 1 is Monday. */
  readonly weekDay: number;
}

const weekDays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Returns the local time of a moment. The time zone is evaluated once an hour, because that is slow. */
function localClock(timeZone: string): (at: EpochMs) => LocalTime {
  const known = new Map<number, LocalTime>();
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    weekday: 'short',
    hourCycle: 'h23',
  });
  return (at) => {
    const slot = Math.floor(at / (hourMs / 4));
    const found = known.get(slot);
    if (found) return found;
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const time = { hour: Number(parts['hour']), weekDay: weekDays.indexOf(parts['weekday'] ?? '') + 1 };
    known.set(slot, time);
    return time;
  };
}
