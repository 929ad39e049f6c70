import { orderHash, traceHash } from '../bytes/hash.js';
import type { MergedTelemetry } from './merge-batches.js';
import type { RecordRows } from './record-rows.js';

/**
 * Rows and bytes after which a page ends with the current order, and those after which it ends in any case.
 */
const pageRows = 512;
const pageBytes = 192 << 10;
const mostPageRows = 2048;
const mostPageBytes = 512 << 10;

/** The limit of the row number in a sort key, beside 32 bits of hash. */
const mostRows = 2 ** 21;

/**
 * The position (home) of each trace in a run: the hash of the first order that it names there, or its own
 * hash if it names none. So the data of one order is close together.
 */
export class TraceHomes {
  readonly #homes = new Map<number, number>();

  constructor({ spans, logs, dictionaries, strays }: MergedTelemetry) {
    const hashes = dictionaries.orders.map((order) => orderHash(order.orderId));
    for (const rows of [spans, logs])
      for (let row = 0; row < rows.length; row++) {
        const order = dictionaries.orderSets[rows.orderSet[row] ?? 0]?.[0];
        if (order === undefined || !rows.hasTrace(row)) continue;
        if (row === 0 || !rows.sameTrace(row - 1, row) || rows.orderSet[row - 1] === 0)
          this.#settle(traceKey(rows, row), hashes[order] ?? 0);
      }
    for (const { traceId, orderId } of strays) this.#settle(textKey(traceId), orderHash(orderId));
    this.ownOrder = (rows, row) => hashes[dictionaries.orderSets[rows.orderSet[row] ?? 0]?.[0] ?? -1];
  }

  readonly ownOrder: (rows: RecordRows, row: number) => number | undefined;

  /** Sets the home of each row. */
  settle(rows: RecordRows): void {
    const { home } = rows;
    for (let row = 0; row < rows.length; row++)
      home[row] =
        row > 0 && rows.hasTrace(row) && rows.sameTrace(row - 1, row)
          ? (home[row - 1] ?? 0)
          : this.#of(rows, row);
  }

  #of(rows: RecordRows, row: number): number {
    if (!rows.hasTrace(row)) return this.ownOrder(rows, row) ?? 0;
    return this.#homes.get(traceKey(rows, row)) ?? traceHash(rows.trace, row * 4);
  }

  #settle(trace: number, home: number): void {
    if (!this.#homes.has(trace)) this.#homes.set(trace, home);
  }
}

/** A nearly unique number of a trace; traces that share one are only sorted worse. */
function traceKey(rows: RecordRows, row: number): number {
  return (rows.trace[row * 4 + 2] ?? 0) + ((rows.trace[row * 4 + 3] ?? 0) & 0x1fffff) * 0x1_0000_0000;
}

function textKey(traceId: string): number {
  const low = Number.parseInt(traceId.slice(24), 16);
  const high = Number.parseInt(traceId.slice(16, 24), 16);
  return low + (high & 0x1fffff) * 0x1_0000_0000;
}

/** The rows that `has` keeps, sorted by home, trace, time, and cut into pages. */
export function cutPages(rows: RecordRows, has: (row: number) => boolean = () => true): number[][] {
  if (rows.length > mostRows) throw new RangeError('More rows than one run may hold.');
  const keys = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) keys[row] = (rows.home[row] ?? 0) * mostRows + row;
  keys.sort();
  const pages = new PageCutter(rows);
  let group: number[] = [];
  let home = -1;
  for (const key of keys) {
    const row = key % mostRows;
    if (!has(row)) continue;
    const homeOfRow = (key - row) / mostRows;
    if (homeOfRow !== home) pages.add(group.sort(byTraceAndTime(rows)));
    if (homeOfRow !== home) group = [];
    home = homeOfRow;
    group.push(row);
  }
  pages.add(group.sort(byTraceAndTime(rows)));
  return pages.end();
}

function byTraceAndTime(rows: RecordRows): (a: number, b: number) => number {
  const { time } = rows;
  return (a, b) => {
    if (!rows.sameTrace(a, b)) {
      const difference = traceKey(rows, a) - traceKey(rows, b);
      return difference === 0 ? a - b : difference;
    }
    const high = ((time[a * 2 + 1] ?? 0) | 0) - ((time[b * 2 + 1] ?? 0) | 0);
    return high === 0 ? (time[a * 2] ?? 0) - (time[b * 2] ?? 0) : high;
  };
}

class PageCutter {
  readonly #rows: RecordRows;
  readonly #pages: number[][] = [];
  #page: number[] = [];
  #bytes = 0;

  constructor(rows: RecordRows) {
    this.#rows = rows;
  }

  add(group: readonly number[]): void {
    for (const row of group) {
      if (this.#page.length >= mostPageRows || this.#bytes >= mostPageBytes) this.#cut();
      this.#page.push(row);
      this.#bytes += this.#rows.bodyLength(row);
    }
    if (this.#page.length >= pageRows || this.#bytes >= pageBytes) this.#cut();
  }

  end(): number[][] {
    this.#cut();
    return this.#pages;
  }

  #cut(): void {
    if (this.#page.length > 0) this.#pages.push(this.#page);
    this.#page = [];
    this.#bytes = 0;
  }
}
