import { EventLogError } from '../event-log-error.js';

/** Fields of a row, and the number of its first line in the file, from 1. */
export interface CsvRow {
  readonly fields: readonly string[];
  readonly line: number;
}

/** As an entry of OCEL; a column that is not used may hold a document. */
const longestRow = 16 * 1024 * 1024;
/** A shorter row without its end is read again with each chunk. */
const shortRow = 128 * 1024;

/**
 * Rows of CSV. Quoted fields may contain the separator, line breaks, and doubled quotes. Lines end with LF,
 * CR LF or CR; rows without any text are skipped. Throws `EventLogError`: `value_too_long` for a row above
 * 16 million characters (a quote without its end), `file_damaged` if the file ends inside quotes.
 */
export async function* csvRows(
  chunks: AsyncIterable<string>,
  separator: string,
): AsyncGenerator<readonly CsvRow[]> {
  const splitter = new RowSplitter(separator);
  for await (const chunk of chunks) {
    const rows = splitter.add(chunk);
    if (rows.length > 0) yield rows;
  }
  const last = splitter.end();
  if (last.length > 0) yield last;
}

const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

class RowSplitter {
  readonly #separator: number;
  #rest = '';
  #line = 1;
  /** Length at which a long row is read again: rows are read in linear time. */
  #readAt = 0;

  constructor(separator: string) {
    this.#separator = separator.charCodeAt(0);
  }

  add(chunk: string): CsvRow[] {
    const text = this.#rest + chunk;
    if (text.length < this.#readAt) {
      this.#rest = text;
      return [];
    }
    const rows: CsvRow[] = [];
    let from = 0;
    // The last character waits for the next chunk: a quote may be doubled, a CR followed by LF.
    for (let row = this.#row(text, from, false); row; row = this.#row(text, from, false)) {
      from = row.end;
      if (!row.isEmpty) rows.push({ fields: row.fields, line: this.#line });
      this.#line += row.lines;
    }
    this.#rest = text.slice(from);
    this.#readAt = this.#rest.length > shortRow ? Math.min(2 * this.#rest.length, longestRow + 1) : 0;
    if (this.#rest.length > longestRow) {
      const message = `The row at line ${this.#line} has no end within ${longestRow} characters. A quote there is not closed, or the separator is another.`;
      throw new EventLogError('value_too_long', message);
    }
    return rows;
  }

  end(): CsvRow[] {
    this.#readAt = 0;
    const rows = this.add('');
    if (this.#rest === '') return rows;
    const row = this.#row(this.#rest, 0, true);
    if (!row) {
      const message = `The file ends inside of quotes that begin in the row at line ${this.#line}. It is cut off, or a quote is missing.`;
      throw new EventLogError('file_damaged', message);
    }
    return row.isEmpty ? rows : [...rows, { fields: row.fields, line: this.#line }];
  }

  /** The row that begins at `from`; undefined until its end has arrived. */
  #row(
    text: string,
    from: number,
    isEnd: boolean,
  ): { fields: string[]; end: number; lines: number; isEmpty: boolean } | undefined {
    const fields: string[] = [];
    let lines = 1;
    let at = from;
    for (;;) {
      let value: string;
      if (text.charCodeAt(at) === quote) {
        const closed = closingQuote(text, at + 1, isEnd);
        if (closed < 0) return undefined;
        value = text.slice(at + 1, closed);
        lines += countBreaks(value);
        if (value.includes('""')) value = value.replaceAll('""', '"');
        at = closed + 1;
        const after = this.#fieldEnd(text, at);
        if (after > at) value += text.slice(at, after);
        at = after;
      } else {
        const end = this.#fieldEnd(text, at);
        value = text.slice(at, end);
        at = end;
      }
      fields.push(value);
      if (at >= text.length) {
        return isEnd ? { fields, end: at, lines, isEmpty: isBlank(fields) } : undefined;
      }
      const code = text.charCodeAt(at);
      at++;
      if (code === this.#separator) continue;
      if (code === carriageReturn) {
        if (at >= text.length && !isEnd) return undefined;
        if (text.charCodeAt(at) === lineFeed) at++;
      }
      return { fields, end: at, lines, isEmpty: isBlank(fields) };
    }
  }

  #fieldEnd(text: string, from: number): number {
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === this.#separator || code === lineFeed || code === carriageReturn) break;
    }
    return at;
  }
}

function isBlank(fields: readonly string[]): boolean {
  return fields.every((field) => field.trim() === '');
}

/** Position of the closing quote; -1 until it has arrived. */
function closingQuote(text: string, from: number, isEnd: boolean): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (at + 1 >= text.length) return isEnd ? at : -1;
    if (text.charCodeAt(at + 1) !== quote) return at;
  }
  return -1;
}

function countBreaks(value: string): number {
  return value.match(/\r\n|\n|\r/g)?.length ?? 0;
}
