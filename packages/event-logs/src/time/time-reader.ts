import type { EpochNanos } from '@ordertrace/model';
import { EventLogError } from '../event-log-error.js';
import type { LogNotes, RefusalCode } from '../log-event.js';
import type { DateOrder } from '../options.js';
import { instantAt, isRealDate, zoneOf, type Zone } from './instant.js';
import { TimeFormat } from './time-format.js';
import { isClock, wallTime, type NoTime, type WallTime } from './wall-time.js';

/** Reason why a text is not a time, for a refusal. */
export interface UnreadTime {
  readonly code: RefusalCode;
  readonly problem: string;
  readonly wayOut: string;
}

export interface TimeReaderOptions {
  readonly timeZone?: string | undefined;
  readonly dateOrder?: DateOrder | undefined;
  /** The only form of times, such as `dd-MM-yyyy:HH.mm`; any known form if absent. */
  readonly timeFormat?: string | undefined;
  readonly notes: LogNotes;
}

const longestTime = 64;
const plainTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?$/;

const reasons: Readonly<Record<NoTime, UnreadTime>> = {
  unreadable: {
    code: 'time_unreadable',
    problem: 'is no time that can be read',
    wayOut:
      'Write it as 2026-11-22T09:00:00+03:00, or state its format, such as time_format=dd.MM.yyyy HH:mm.',
  },
  other_format: {
    code: 'time_unreadable',
    problem: 'is not written in the stated format',
    wayOut: 'Correct the value, or state another time_format.',
  },
  date_order: {
    code: 'date_order_unknown',
    problem: 'may have the day or the month first',
    wayOut: 'State date_order=dmy or date_order=mdy.',
  },
  day_number: {
    code: 'time_unreadable',
    problem: "is a spreadsheet's day number",
    wayOut: 'Format the column as a date with the time, and export again.',
  },
  rounded: {
    code: 'time_unreadable',
    problem: 'is a number that a spreadsheet has rounded',
    wayOut: 'Format the column as a whole number, and export again.',
  },
  short_year: {
    code: 'time_unreadable',
    problem: 'has a year of two digits',
    wayOut: 'Export it with years of four digits.',
  },
  zone_letters: {
    code: 'time_unreadable',
    problem: 'names its zone by letters that stand for several zones',
    wayOut: 'Write the offset, such as +03:00, in their place.',
  },
};

const zoneMissing: UnreadTime = {
  code: 'time_zone_missing',
  problem: 'says no time zone',
  wayOut: 'State time_zone=UTC, or the zone it was written in, such as time_zone=Europe/Moscow.',
};

/** A time as the file has it, and as it was read. */
export interface TimeExample {
  readonly written: string;
  readonly timeNanos: EpochNanos;
}

/**
 * Reads the times of one file. Uncertain values are never guessed: they are reported with the option to
 * state.
 */
export class TimeReader {
  readonly #zone: Zone | undefined;
  readonly #order: DateOrder | undefined;
  readonly #format: TimeFormat | undefined;
  readonly #notes: LogNotes;
  #example: TimeExample | undefined;

  /** Throws `EventLogError` (`bad_option`) for an unknown time zone or an invalid format. */
  constructor({ timeZone, dateOrder, timeFormat, notes }: TimeReaderOptions) {
    this.#zone = timeZone === undefined ? undefined : zoneOf(timeZone);
    if (timeZone !== undefined && this.#zone === undefined) {
      const message = `There is no time zone "${timeZone}". Give an IANA name such as Europe/Moscow, UTC, or an offset such as +03:00.`;
      throw new EventLogError('bad_option', message, { option: 'time_zone' });
    }
    this.#order = dateOrder;
    this.#format = timeFormat === undefined ? undefined : new TimeFormat(timeFormat);
    this.#notes = notes;
  }

  /** The first time that was read; absent until then. */
  get example(): TimeExample | undefined {
    return this.#example;
  }

  /** The instant, or the reason why there is none. */
  read(text: string, where: string): EpochNanos | UnreadTime {
    const timeNanos = this.#read(text, where);
    if (typeof timeNanos === 'bigint') this.#example ??= { written: text, timeNanos };
    return timeNanos;
  }

  #read(text: string, where: string): EpochNanos | UnreadTime {
    const isPlain = this.#format === undefined && plainTime.test(text);
    const time = isPlain ? fromPlain(text) : this.#readAny(text);
    if (typeof time === 'string') return reasons[time];
    if (!isRealDate(time)) return { ...reasons.unreadable, problem: 'is no date of the calendar' };
    if (!time.hasTimeOfDay) this.#notes.add('no_time_of_day', where);
    if (time.isCut === true) this.#notes.add('digits_beyond_nanoseconds', where);
    if (time.offsetMs !== undefined) return instantAt(time, time.offsetMs);
    if (this.#zone === undefined) return zoneMissing;
    const { offsetMs, occurs } = this.#zone.offsetMs(time);
    if (occurs === 'twice') this.#notes.add('time_occurs_twice', where);
    if (occurs === 'never') this.#notes.add('time_never_occurs', where);
    return instantAt(time, offsetMs);
  }

  #readAny(text: string): WallTime | NoTime {
    if (text.length > longestTime) return 'unreadable';
    return this.#format?.read(text.trim()) ?? wallTime(text.trim(), this.#order);
  }
}

/** Number in the digits of a text. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + text.charCodeAt(at) - 48;
  return number;
}

/** `text` matches `plainTime`. */
function fromPlain(text: string): WallTime | NoTime {
  const zoneAt = zoneStart(text);
  const nanos = zoneAt > 20 ? digits(text, 20, zoneAt) * 10 ** (29 - zoneAt) : 0;
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)];
  if (!isClock({ hour, minute, second, nanos })) return 'unreadable';
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  const time = { year, month, day, hour, minute, second, nanos, hasTimeOfDay: true };
  if (zoneAt === text.length) return time;
  if (text.charCodeAt(zoneAt) === letterZ) return { ...time, offsetMs: 0 };
  const minutes = digits(text, zoneAt + 1, zoneAt + 3) * 60 + digits(text, zoneAt + 4, zoneAt + 6);
  return { ...time, offsetMs: (text.charCodeAt(zoneAt) === minus ? -minutes : minutes) * 60_000 };
}

const [letterZ, minus] = [90, 45];

/** Position after the fraction of a plain time. */
function zoneStart(text: string): number {
  if (text.endsWith('Z')) return text.length - 1;
  const sign = text.charCodeAt(text.length - 6);
  return text.length >= 25 && (sign === 43 || sign === minus) ? text.length - 6 : text.length;
}
