import type { FlowView } from '@ordertrace/api';
import { nanosFromMillis, workingStretches, type WorkingCalendar } from '@ordertrace/model';
import type { Stretch } from '../fold-scale.js';
import { microsPerDay, microsPerMilli } from '../instant.js';

/** The model's calendar of a flow. Keep the object: it caches tables. */
export function calendarOf({ calendar }: FlowView): WorkingCalendar {
  return {
    timeZone: calendar.time_zone,
    weekDays: calendar.week_days,
    fromMinute: calendar.from_minute,
    toMinute: calendar.to_minute,
    holidays: calendar.holidays,
    extraWorkingDays: calendar.extra_working_days,
  };
}

/** Over longer periods nights are too thin to be visible: only whole free days are shown. */
const longest = 21 * microsPerDay;

/** Non-working time in the period: nights, weekends and holidays of the calendar. */
export function freeTime(calendar: WorkingCalendar, span: Stretch): Stretch[] {
  const nanos = (micros: number) => nanosFromMillis(micros / microsPerMilli);
  const worked = workingStretches(calendar, nanos(span.from), nanos(span.to));
  const free: Stretch[] = [];
  let from = span.from;
  for (const { fromNanos, toNanos } of worked) {
    free.push({ from, to: Number(fromNanos) / 1000 });
    from = Number(toNanos) / 1000;
  }
  free.push({ from, to: span.to });
  const least = span.to - span.from > longest ? microsPerDay : 0;
  return free.filter((each) => each.to - each.from > least);
}
