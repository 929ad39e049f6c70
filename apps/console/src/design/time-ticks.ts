import { microsPerDay, microsPerHour, microsPerSecond } from './instant.js';
import type { Stretch, TimeScale } from './fold-scale.js';

/** A mark on an axis. */
export interface Tick {
  readonly at: number;
  readonly place: number;
}

const minute = 60 * microsPerSecond;
const calendarSteps = [
  microsPerSecond,
  5 * microsPerSecond,
  15 * microsPerSecond,
  minute,
  5 * minute,
  15 * minute,
  microsPerHour,
  3 * microsPerHour,
  6 * microsPerHour,
  12 * microsPerHour,
  microsPerDay,
  2 * microsPerDay,
  7 * microsPerDay,
  14 * microsPerDay,
  30 * microsPerDay,
  90 * microsPerDay,
];

/** Ticks at round local times on a straight scale, at most `most` of them. */
export function calendarTicks(scale: TimeScale, span: Stretch, most: number): Tick[] {
  const step =
    calendarSteps.find((each) => (span.to - span.from) / each <= most) ?? Math.ceil(span.to - span.from);
  const ticks: Tick[] = [];
  const byDay = step >= microsPerDay;
  const midnight = startOfLocalDay(span.from);
  let at = byDay ? midnight : midnight + Math.ceil((span.from - midnight) / step) * step;
  while (at <= span.to) {
    if (at >= span.from) {
      ticks.push({ at, place: scale.place(at) });
    }
    at = byDay ? addLocalDays(at, step / microsPerDay) : at + step;
  }
  return ticks;
}

/** Ticks at the start of each unfolded piece, if its label of width `room` fits. */
export function pieceTicks(scale: TimeScale, room: number): Tick[] {
  const ticks: Tick[] = [];
  for (const piece of scale.pieces) {
    const last = ticks.at(-1);
    if (!piece.folded && piece.left + room <= 1 && (last === undefined || piece.left - last.place >= room)) {
      ticks.push({ at: piece.from, place: piece.left });
    }
  }
  return ticks;
}

/** Ticks at round durations after the start, at most `most` of them. `at` counts from the start. */
export function elapsedTicks(length: number, most: number): Tick[] {
  if (length <= 0) {
    return [{ at: 0, place: 0 }];
  }
  const rough = length / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const count = Math.floor(length / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => ({
    at: index * step,
    place: (index * step) / length,
  }));
}

function startOfLocalDay(micros: number): number {
  const day = new Date(micros / 1000);
  return day.setHours(0, 0, 0, 0) * 1000;
}

/** Adds calendar days, so that a day with a clock change is still one day. */
function addLocalDays(micros: number, days: number): number {
  const day = new Date(micros / 1000);
  return day.setDate(day.getDate() + days) * 1000;
}
