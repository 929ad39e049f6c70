import { definedFields } from '@ordertrace/conventions';
import type { EpochNanos } from '@ordertrace/model';
import { EventLogError } from './event-log-error.js';
import type { LogEvent, LogNotes, Refusal } from './log-event.js';
import type { LifecycleMode } from './options.js';

/** The event of one row, before a start row and a complete row are joined. */
export interface RowEvent {
  readonly orderId: string;
  readonly tenantId: string;
  readonly activity: string;
  readonly timeNanos: EpochNanos;
  readonly startNanos?: EpochNanos;
  readonly lifecycle?: string;
  /** Distinguishes pieces of work of one activity of an order. */
  readonly instance?: string;
  readonly resource?: string;
  readonly place: number;
  readonly where: string;
  /** Name of the start time's field in the file, for refusals. */
  readonly startField?: string;
}

type Phase = 'start' | 'complete' | 'other' | 'none';

const phases: ReadonlyMap<string, Phase> = new Map([
  ['start', 'start'],
  ['started', 'start'],
  ['begin', 'start'],
  ['complete', 'complete'],
  ['completed', 'complete'],
  ['end', 'complete'],
  ['finish', 'complete'],
  ...'schedule assign reassign suspend resume autoskip manualskip withdraw ate_abort pi_abort unknown'
    .split(' ')
    .map((name) => [name, 'other'] as const),
]);

export function phaseOf(lifecycle: string | undefined): Phase {
  return lifecycle === undefined ? 'none' : (phases.get(lifecycle.trim().toLowerCase()) ?? 'none');
}

interface Open {
  readonly starts: RowEvent[];
  readonly completes: RowEvent[];
}

/** Upper limit of open rows, which bounds the memory. */
const mostOpen = 2_000_000;

export interface Taken {
  readonly events: LogEvent[];
  readonly refused: Refusal[];
}

/**
 * Turns rows into events. In `pair` mode a start waits for its complete row, and a complete row for its
 * start, whichever comes first in the file. Rows with an instance are joined by it. Otherwise the oldest open
 * start of the activity is joined with the next complete row by time, at the end of the order (`endOfOrder`,
 * `end`).
 */
export class LifecycleReader {
  readonly #mode: LifecycleMode;
  readonly #notes: LogNotes;
  readonly #open = new Map<string, Open>();
  #openRows = 0;
  #hasStarts = false;
  #endsWithoutStart: { count: number; first: string } | undefined;

  constructor(mode: LifecycleMode, notes: LogNotes) {
    this.#mode = mode;
    this.#notes = notes;
  }

  take(row: RowEvent, into: Taken): void {
    const phase = this.#mode === 'each' ? 'none' : phaseOf(row.lifecycle);
    if (phase === 'none') {
      add(row, into);
      return;
    }
    if (phase === 'other' || (this.#mode !== 'pair' && phase !== this.#mode)) {
      this.#notes.add('lifecycle_passed_over', `${row.where} (${row.lifecycle ?? ''})`);
      return;
    }
    if (this.#mode === 'pair') this.#hold(row, phase, into);
    else add(row, into);
  }

  /** Reports the end of the file. */
  end(into: Taken): void {
    this.endOfOrder(into);
    // In a log without starts, an end without a start has no meaning.
    if (this.#hasStarts && this.#endsWithoutStart) {
      const { count, first } = this.#endsWithoutStart;
      this.#notes.add('end_without_start', first, count);
    }
  }

  /** Reports the end of an order with contiguous rows in the file. */
  endOfOrder(into: Taken): void {
    const closed: Taken = { events: [], refused: into.refused };
    for (const open of this.#open.values()) this.#close(open, closed);
    // The events waited by activity; consumers that group by time need the order of the file.
    for (const event of closed.events.sort((a, b) => a.place - b.place)) into.events.push(event);
    this.#open.clear();
    this.#openRows = 0;
  }

  #hold(row: RowEvent, phase: 'start' | 'complete', into: Taken): void {
    const key = [row.tenantId, row.orderId, row.activity, row.instance ?? ''].join('\u0000');
    let open = this.#open.get(key);
    if (!open) this.#open.set(key, (open = { starts: [], completes: [] }));
    (phase === 'start' ? open.starts : open.completes).push(row);
    this.#openRows++;
    this.#hasStarts ||= phase === 'start';
    if (row.instance !== undefined && open.starts.length === 1 && open.completes.length === 1) {
      this.#open.delete(key);
      this.#openRows -= 2;
      this.#close(open, into);
    }
    if (this.#openRows > mostOpen) throw tooManyOpen();
  }

  #close({ starts, completes }: Open, into: Taken): void {
    const waiting = starts.sort(byTime);
    let next = 0;
    for (const complete of completes.sort(byTime)) {
      const start = waiting[next];
      const isFirst =
        start !== undefined && (start.timeNanos <= complete.timeNanos || start.instance !== undefined);
      if (!isFirst) {
        this.#endsWithoutStart ??= { count: 0, first: complete.where };
        this.#endsWithoutStart.count++;
        add(complete, into);
        continue;
      }
      next++;
      const resource = complete.resource ?? start.resource;
      const both = { ...complete, startNanos: start.timeNanos, place: start.place, where: start.where };
      add(resource === undefined ? both : { ...both, resource }, into);
    }
    for (const start of waiting.slice(next)) {
      this.#notes.add('start_without_end', start.where);
      add(start, into);
    }
  }
}

function byTime(a: RowEvent, b: RowEvent): number {
  return a.timeNanos === b.timeNanos ? a.place - b.place : a.timeNanos < b.timeNanos ? -1 : 1;
}

function tooManyOpen(): EventLogError {
  return new EventLogError(
    'too_many_open',
    `More than ${mostOpen} start and complete rows wait for each other. Name the column that tells them apart (instance=…), sort the file by order, or state lifecycle=complete.`,
    { option: 'lifecycle' },
  );
}

function add(row: RowEvent, into: Taken): void {
  if (row.startNanos !== undefined && row.startNanos > row.timeNanos) {
    into.refused.push({
      code: 'ends_before_start',
      row: row.place,
      where: row.where,
      field: row.startField ?? 'start',
      problem: 'The end lies before the start.',
      wayOut: 'Correct one of the two times, or map the columns the other way round.',
    });
    return;
  }
  const { orderId, tenantId, activity, timeNanos, startNanos, place, resource } = row;
  into.events.push({
    orderId,
    tenantId,
    activity,
    timeNanos,
    ...definedFields({ startNanos }),
    place,
    ...definedFields({ resource }),
  });
}
