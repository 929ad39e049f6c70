import type { EpochNanos } from '@ordertrace/model';
import type { RowEvent } from './lifecycle.js';
import type { Refusal } from './log-event.js';
import type { MappedPart, Mapping } from './options.js';
import type { TimeReader } from './time/time-reader.js';

/** Values of the mapped parts of a row or event; empty texts count as absent. */
export type RowValues = Readonly<Partial<Record<MappedPart, string>>>;

export interface RowPlace {
  readonly place: number;
  readonly where: string;
}

/** Longer IDs, names and resources are refused. */
const longestValue = 1024;

/** Turns the parts of a row into an event, or returns the refusal. */
export class RowReader {
  readonly #times: TimeReader;
  readonly #fields: Mapping;

  /** `fields` are the names of the parts in refusals. */
  constructor(times: TimeReader, fields: Mapping) {
    this.#times = times;
    this.#fields = fields;
  }

  read(parts: RowValues, at: RowPlace): RowEvent | Refusal {
    const { case: orderId = '', activity = '' } = parts;
    const time = whenOf(parts);
    for (const part of ['case', 'activity', 'time', 'resource', 'tenant', 'instance'] as const) {
      const refusal = this.#checkText(part, (part === 'time' ? time : parts[part]) ?? '', at);
      if (refusal) return refusal;
    }
    const timeNanos = this.#time('time', time, at);
    if (typeof timeNanos !== 'bigint') return timeNanos;
    const startNanos = isBlank(parts.start) ? undefined : this.#time('start', parts.start, at);
    if (startNanos !== undefined && typeof startNanos !== 'bigint') return startNanos;
    return {
      orderId: orderId.trim(),
      tenantId: parts.tenant?.trim() ?? '',
      activity: activity.trim(),
      timeNanos,
      ...(startNanos === undefined ? {} : { startNanos, startField: this.#fields.start ?? 'start' }),
      ...(isBlank(parts.lifecycle) ? {} : { lifecycle: parts.lifecycle }),
      ...(isBlank(parts.instance) ? {} : { instance: parts.instance }),
      ...(isBlank(parts.resource) ? {} : { resource: parts.resource.trim() }),
      ...at,
    };
  }

  #checkText(part: MappedPart, value: string, at: RowPlace): Refusal | undefined {
    const field = this.#fields[part] ?? part;
    if (value.length > longestValue) {
      const wayOut = `Map the ${part} to a column of short values.`;
      const problem = `It is longer than ${longestValue} characters.`;
      return { code: 'value_too_long', row: at.place, where: at.where, field, problem, wayOut };
    }
    const isNeeded = part === 'case' || part === 'activity' || part === 'time';
    if (!isNeeded || !isBlank(value)) return undefined;
    const wayOut = `Fill it in, take the row out, or map another column as the ${part}.`;
    return { code: 'value_missing', row: at.place, where: at.where, field, problem: 'It is empty.', wayOut };
  }

  #time(part: 'time' | 'start', text: string, at: RowPlace): EpochNanos | Refusal {
    const read = this.#times.read(text, at.where);
    if (typeof read === 'bigint') return read;
    const problem = `The value ${read.problem}.`;
    const field = this.#fields[part] ?? part;
    return { code: read.code, row: at.place, where: at.where, field, problem, wayOut: read.wayOut };
  }
}

/** Date and time of day in two columns are one time. */
function whenOf({ date, time = '' }: RowValues): string {
  return date === undefined ? time : `${date.trim()} ${time.trim()}`.trim();
}

export function isRefusal(read: RowEvent | Refusal): read is Refusal {
  return 'wayOut' in read;
}

function isBlank(value: string | undefined): value is undefined {
  return value === undefined || value.trim() === '';
}
