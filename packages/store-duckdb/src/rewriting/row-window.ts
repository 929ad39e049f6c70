import { RecordAdder } from '../runs/add-records.js';
import type { PageRecords } from '../runs/decode-page.js';
import { MergedDictionaries } from '../runs/merged-dictionaries.js';
import type { RecordKind } from '../bytes/record-kind.js';
import { RecordRows } from '../runs/record-rows.js';
import type { RunFile } from '../runs/run-file.js';

/** The approximate number of rows in memory. */
const windowRows = 16_384;
const mostPageRows = 2048;

/** Adjacent rows of several runs, with the dictionaries for their numbers. */
export class RowWindow {
  readonly rows: RecordRows;
  readonly dictionaries = new MergedDictionaries();
  readonly #capacity: number;

  constructor(kind: RecordKind, capacity: number) {
    this.rows = new RecordRows(kind, capacity);
    this.#capacity = capacity;
  }

  /** True if there is no space for another page. */
  get isFull(): boolean {
    return this.rows.length + mostPageRows > this.#capacity;
  }

  adder(records: PageRecords): RecordAdder {
    const { commits, homes } = records;
    return new RecordAdder(this.rows, {
      records,
      homes,
      translation: this.dictionaries.translate(records),
      commit: (row) => commits[row] ?? 0,
      has: () => true,
    });
  }
}

/** Reads a page before its rows are used. */
export type PageReader = (run: RunFile, page: number) => PageRecords;

/** A cursor over the rows of a run, page by page, one home at a time. */
class PageCursor {
  readonly #run: RunFile;
  readonly #kind: RecordKind;
  readonly #read: PageReader;
  #page = -1;
  #row = 0;
  #records: PageRecords | undefined;
  #adder: { readonly window: RowWindow; readonly adder: RecordAdder } | undefined;

  constructor(run: RunFile, kind: RecordKind, read: PageReader) {
    this.#run = run;
    this.#kind = kind;
    this.#read = read;
    this.#nextPage();
  }

  /** The home of the next row; `undefined` at the end. */
  get home(): number | undefined {
    return this.#records?.homes[this.#row];
  }

  /** Moves the rows of this home in the current page to the window. */
  take(window: RowWindow): void {
    const records = this.#records;
    if (records === undefined) return;
    const { homes } = records;
    let end = this.#row;
    while (end < homes.length && homes[end] === homes[this.#row]) end++;
    if (this.#adder?.window !== window) this.#adder = { window, adder: window.adder(records) };
    this.#adder.adder.add(this.#row, end);
    this.#row = end;
    if (end === homes.length) this.#nextPage();
  }

  #nextPage(): void {
    this.#row = 0;
    this.#adder = undefined;
    this.#records = undefined;
    const { pages } = this.#run;
    while (++this.#page < pages.length)
      if (pages.page(this.#page).kind === this.#kind) {
        this.#records = this.#read(this.#run, this.#page);
        return;
      }
  }
}

/**
 * All rows of a kind in these runs, by home, in windows. Rows of one home are in one window, unless there are
 * more than its limit.
 */
export function* rowWindows(
  runs: readonly RunFile[],
  kind: RecordKind,
  read: PageReader,
): Generator<RowWindow> {
  const cursors = runs.map((run) => new PageCursor(run, kind, read));
  for (;;) {
    const window = new RowWindow(kind, windowRows + mostPageRows * 2);
    while (window.rows.length < windowRows) {
      const home = leastHome(cursors);
      if (home === undefined) break;
      for (const cursor of cursors) while (cursor.home === home && !window.isFull) cursor.take(window);
    }
    if (window.rows.length === 0) return;
    yield window;
  }
}

function leastHome(cursors: readonly PageCursor[]): number | undefined {
  let least: number | undefined;
  for (const { home } of cursors)
    if (home !== undefined && (least === undefined || home < least)) least = home;
  return least;
}
