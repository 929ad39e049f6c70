import type { EpochNanos } from '@ordertrace/model';

/** One event of one order in a log. */
export interface LogEvent {
  readonly orderId: string;
  /** Empty if the log names none. */
  readonly tenantId: string;
  readonly activity: string;
  /** Time of the event; for an interval, its end. */
  readonly timeNanos: EpochNanos;
  /** Start of the work, never after `timeNanos`. Absent if the log has only one time. */
  readonly startNanos?: EpochNanos;
  /** Position in the file, from 1. It decides between equal times. */
  readonly place: number;
  /** The person or system that acted. */
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

/** A row (CSV) or event (XES, OCEL) that was refused, with the remedy. It contains no value of the file. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Position of the row or event in the file, from 1, as `place` of an event. */
  readonly row: number;
  /** For CSV the number of its first line; for OCEL the event's ID, if it has one. */
  readonly where: string;
  /** The column or attribute. */
  readonly field: string;
  readonly problem: string;
  readonly wayOut: string;
}

/** Result of a section of the file, in its order. */
export interface LogBatch {
  readonly events: readonly LogEvent[];
  readonly refused: readonly Refusal[];
  /** Bytes of the file read so far. */
  readonly bytesRead: number;
}

/** A kind of value that was changed or skipped, with its count. */
export interface LogNote {
  readonly code: LogNoteCode;
  readonly count: number;
  /** The first position, or the subject. */
  readonly first: string;
}

export const logNoteCodes = [
  'start_without_end',
  'end_without_start',
  'lifecycle_passed_over',
  'time_occurs_twice',
  'time_never_occurs',
  'no_time_of_day',
  'object_not_declared',
  'event_of_other_object_type',
  'event_without_type_row',
  'event_type_not_declared',
  'digits_beyond_nanoseconds',
] as const;
export type LogNoteCode = (typeof logNoteCodes)[number];

/** Counts notes of each kind and keeps the position of the first. */
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
