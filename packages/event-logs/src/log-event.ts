import type { EpochNanos } from '@ordertrace/model';

/** One thing that happened to one order, as a log tells it. */
export interface LogEvent {
  readonly orderId: string;
  /** Empty where the log names none. */
  readonly tenantId: string;
  readonly activity: string;
  /** When it happened; of an interval, when it was complete. */
  readonly timeNanos: EpochNanos;
  /** When the work began; absent where the log tells one time only. Never after `timeNanos`. */
  readonly startNanos?: EpochNanos;
  /** Where it stands in the file: decides between equal times. From 1. */
  readonly place: number;
  /** Who or what did it. */
  readonly resource?: string;
}

export const refusalCodes = [
  'value_missing',
  'time_unreadable',
  'time_zone_missing',
  'date_order_unknown',
  'ends_before_start',
  'row_too_short',
  'row_too_long',
  'object_unreadable',
  'value_too_long',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** A row (CSV), event (XES, OCEL) that can't be taken, and what to do about it. Holds no value of the file. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Place of the row or event in the file, from 1, as `place` of an event. */
  readonly row: number;
  /** The line it begins on, for CSV; the event's own id where it has one, for OCEL. */
  readonly where: string;
  /** The column or attribute. */
  readonly field: string;
  readonly problem: string;
  readonly wayOut: string;
}

/** What came out of a stretch of the file, in its order. */
export interface LogBatch {
  readonly events: readonly LogEvent[];
  readonly refused: readonly Refusal[];
  /** Bytes of the file read so far. */
  readonly bytesRead: number;
}

/** Something that was read otherwise than as it stands, or passed over, and how often. */
export interface LogNote {
  readonly code: LogNoteCode;
  readonly count: number;
  /** The first place where, or what it was about. */
  readonly first: string;
}

export const logNoteCodes = [
  'start_without_end',
  'end_without_start',
  'lifecycle_passed_over',
  'time_occurs_twice',
  'no_time_of_day',
  'object_not_declared',
  'event_of_other_object_type',
  'digits_beyond_nanoseconds',
] as const;
export type LogNoteCode = (typeof logNoteCodes)[number];

/** Counts notes of each kind, and remembers where the first one was. */
export class LogNotes {
  readonly #notes = new Map<LogNoteCode, { count: number; first: string }>();

  add(code: LogNoteCode, first: string, count = 1): void {
    const note = this.#notes.get(code);
    if (note) note.count += count;
    else this.#notes.set(code, { count, first });
  }

  list(): readonly LogNote[] {
    return [...this.#notes].map(([code, note]) => ({ code, ...note }));
  }
}
