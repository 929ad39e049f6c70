import type { LogColumns, SpanColumns } from '@ordertrace/model';

/** Finds the rows of a trace in the columns of a batch. Rows of one trace are in ascending sequence. */
export class TraceRows {
  readonly #columns: SpanColumns | LogColumns;
  /** For each bucket, its first row plus one; 0 for none. */
  readonly #first: Uint32Array;
  /** For each row, the next row of its bucket plus one; 0 for none. */
  readonly #next: Uint32Array;

  constructor(columns: SpanColumns | LogColumns) {
    const { length, traceIdLow } = columns;
    this.#columns = columns;
    this.#first = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(1, length))));
    this.#next = new Uint32Array(length);
    const words = new Uint32Array(traceIdLow.buffer, traceIdLow.byteOffset, length * 2);
    const mask = this.#first.length - 1;
    for (let row = length - 1; row >= 0; row--) {
      const bucket = (words[row * 2] ?? 0) & mask;
      this.#next[row] = this.#first[bucket] ?? 0;
      this.#first[bucket] = row + 1;
    }
  }

  /** The rows of the trace with these halves of its ID. */
  rowsOf({ high, low }: TraceIdHalves): number[] {
    const { traceIdHigh, traceIdLow } = this.#columns;
    const rows: number[] = [];
    const bucket = Number(BigInt.asUintN(32, low)) & (this.#first.length - 1);
    for (let at = this.#first[bucket] ?? 0; at !== 0; at = this.#next[at - 1] ?? 0)
      if (traceIdLow[at - 1] === low && traceIdHigh[at - 1] === high) rows.push(at - 1);
    return rows;
  }
}

/** A trace ID as the columns hold it. */
export interface TraceIdHalves {
  readonly high: bigint;
  readonly low: bigint;
}
