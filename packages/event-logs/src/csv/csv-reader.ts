import { definedFields } from '@ordertrace/conventions';
import { stat } from 'node:fs/promises';
import { firstUnpacked, openBytes } from '../bytes/open-bytes.js';
import { decodedText, markedEncoding } from '../bytes/text-chunks.js';
import { EventLogError } from '../event-log-error.js';
import type { EventLogReader } from '../event-log-reader.js';
import { LifecycleReader, phaseOf } from '../lifecycle.js';
import { LogNotes, type LogBatch, type LogEvent, type Refusal } from '../log-event.js';
import { mappedParts, type DateOrder, type MappedPart, type Mapping, type ReadOptions } from '../options.js';
import { isRefusal, RowReader, type RowValues } from '../row-event.js';
import { TimeReader } from '../time/time-reader.js';
import { distinctNames, recogniseColumns } from './columns.js';
import { csvRows, type CsvRow } from './csv-rows.js';
import { DateOrderEvidence } from './date-order.js';
import { separatorOf, statedSeparator } from './separator.js';

/** A CSV file and the format of its rows. */
export interface CsvSource {
  readonly path: string;
  readonly maxBytes: number;
  readonly encoding: string;
  readonly separator: string;
  /** Equal names have a number: `time (1)`, `time (2)`. */
  readonly columns: readonly string[];
  /** Rows before the header: 1 if the first line names the separator, as in files of spreadsheets. */
  readonly rowsBefore: number;
}

const longestHeader = 64 * 1024;
/** Logs of real systems have dozens. */
const mostColumns = 1000;

export interface CsvBatch {
  readonly rows: readonly CsvRow[];
  readonly bytesRead: number;
}

/** Rows of the file after its header. */
export async function* rowsOf(source: CsvSource): AsyncGenerator<CsvBatch> {
  const bytes = await openBytes(source.path, source.maxBytes);
  const text = decodedText(bytes.chunks, { stated: source.encoding });
  let skip = source.rowsBefore + 1;
  for await (const rows of csvRows(text.chunks, source.separator)) {
    yield { rows: rows.slice(skip), bytesRead: bytes.bytesRead() };
    skip = Math.max(0, skip - rows.length);
  }
}

/** Reads a CSV's encoding, separator and header. Throws `EventLogError` if they are uncertain. */
export async function openCsv(path: string, options: ReadOptions, maxBytes: number): Promise<CsvSource> {
  const marked = markedEncoding(await firstUnpacked(path, maxBytes));
  const bytes = await openBytes(path, maxBytes);
  const text = decodedText(bytes.chunks, { stated: options.encoding, marked });
  let head = '';
  for await (const chunk of text.chunks) {
    head += chunk;
    if (/[\r\n]./.test(head.trimStart().replace(/^sep=.\s*[\r\n]+/, '')) || head.length > longestHeader)
      break;
  }
  const declared = /^\s*sep=(.)\s*[\r\n]/.exec(head)?.[1];
  const rowsBefore = declared === undefined ? 0 : 1;
  const begin = declared === undefined ? head : head.replace(/^\s*sep=.\s*?(?:\r\n|\n|\r)/, '');
  const header = /^[^\r\n]*/.exec(begin.replace(/^\s*[\r\n]+/, ''))?.[0] ?? '';
  if (header.trim() === '') throw new EventLogError('not_an_event_log', 'The file is empty.');
  const stated = options.separator ?? declared;
  const separator = stated === undefined ? separatorOf(header) : statedSeparator(stated);
  for await (const rows of csvRows(once(`${begin}\n`), separator)) {
    const names = rows[0]?.fields ?? [];
    if (names.length > mostColumns) {
      const message = `The first line has ${names.length} columns; ${mostColumns} can be read. State the separator if it is another, or leave columns out.`;
      throw new EventLogError('too_many_columns', message, { option: 'separator' });
    }
    const columns = distinctNames(names.map((name) => name.trim()));
    return { path, maxBytes, encoding: text.encoding, separator, columns, rowsBefore };
  }
  throw new EventLogError('not_an_event_log', 'The first line is no header.');
}

// eslint-disable-next-line @typescript-eslint/require-await -- rows are read from something asynchronous
async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** Reads a CSV file with one event per row. */
export async function readCsv(source: CsvSource, options: ReadOptions): Promise<EventLogReader> {
  const { path, columns, encoding, separator } = source;
  const mapping = recogniseColumns(columns, options.mapping ?? {});
  const survey = await surveyOf(source, mapping, options);
  const { dateOrder } = survey;
  let notes = new LogNotes();
  let times: TimeReader | undefined;
  return {
    facts: {
      format: 'csv',
      variant: 'CSV',
      encoding,
      separator,
      columns,
      mapping,
      ...definedFields({ dateOrder }),
    },
    fileBytes: (await stat(path)).size,
    batches: () => {
      notes = new LogNotes();
      times = new TimeReader({ ...options, dateOrder, notes });
      const mode = survey.hasStarts ? (options.lifecycle ?? 'pair') : modeWithoutStarts(options);
      const lifecycle = new LifecycleReader(mode, notes);
      return eventsOf(source, { mapping, rows: new RowReader(times, mapping), lifecycle });
    },
    timeExample: () => times?.example,
    notes: () => notes.list(),
  };
}

/** In a log without starts, no row waits for a start: `complete` rows become events unchanged. */
function modeWithoutStarts({ lifecycle = 'pair' }: ReadOptions) {
  return lifecycle === 'pair' ? 'complete' : lifecycle;
}

async function* eventsOf(
  source: CsvSource,
  how: { mapping: Mapping; rows: RowReader; lifecycle: LifecycleReader },
): AsyncGenerator<LogBatch> {
  const picks = picksOf(source.columns, how.mapping);
  let place = 0;
  let read = 0;
  for await (const { rows, bytesRead } of rowsOf(source)) {
    const into = { events: [] as LogEvent[], refused: [] as Refusal[] };
    for (const row of rows) {
      place++;
      const at = { place, where: `line ${row.line}` };
      const length = wrongLength(row, source.columns.length, at);
      const event = length ?? how.rows.read(partsOf(row, picks), at);
      if (isRefusal(event)) into.refused.push(event);
      else how.lifecycle.take(event, into);
    }
    read = bytesRead;
    yield { ...into, bytesRead };
  }
  const last = { events: [] as LogEvent[], refused: [] as Refusal[] };
  how.lifecycle.end(last);
  yield { ...last, bytesRead: read };
}

type Pick = readonly [part: MappedPart, index: number];

function picksOf(columns: readonly string[], mapping: Mapping): readonly Pick[] {
  return mappedParts.flatMap((part) => {
    const column = mapping[part];
    return column === undefined ? [] : [[part, columns.indexOf(column)] as const];
  });
}

function partsOf(row: CsvRow, picks: readonly Pick[]): RowValues {
  const parts: Partial<Record<MappedPart, string>> = {};
  for (const [part, index] of picks) {
    const value = row.fields[index];
    if (value !== undefined) parts[part] = value;
  }
  return parts;
}

function wrongLength(
  row: CsvRow,
  columns: number,
  at: { place: number; where: string },
): Refusal | undefined {
  const count = row.fields.length;
  if (count === columns) return undefined;
  // Empty fields at the end, which spreadsheets write, have no meaning.
  if (count > columns && row.fields.slice(columns).every((field) => field.trim() === '')) return undefined;
  return {
    code: count < columns ? 'row_too_short' : 'row_too_long',
    row: at.place,
    where: at.where,
    field: '',
    problem: `It has ${count} fields, the header ${columns}.`,
    wayOut: 'Put values that hold the separator between quotes, or correct the row.',
  };
}

interface Survey {
  readonly dateOrder: DateOrder | undefined;
  readonly hasStarts: boolean;
}

/** Facts that need the whole file: the order of day and month, and whether rows start work. */
async function surveyOf(source: CsvSource, mapping: Mapping, options: ReadOptions): Promise<Survey> {
  // A stated format has its own order of day and month.
  const evidence = new DateOrderEvidence(options.dateOrder, options.timeFormat !== undefined);
  const lifecycle = mapping.lifecycle === undefined ? -1 : source.columns.indexOf(mapping.lifecycle);
  const times = picksOf(source.columns, mapping).filter(
    ([part]) => part === 'date' || part === 'time' || part === 'start',
  );
  let hasStarts = false;
  for await (const { rows } of rowsOf(source)) {
    for (const row of rows) {
      for (const [, index] of times) evidence.look(row.fields[index] ?? '', row.line);
      hasStarts ||= phaseOf(row.fields[lifecycle]) === 'start';
    }
    if (evidence.isNeedless && (hasStarts || lifecycle < 0)) break;
  }
  return { dateOrder: evidence.order(), hasStarts };
}
