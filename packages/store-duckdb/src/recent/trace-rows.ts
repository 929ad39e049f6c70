import type { LogColumns, SpanColumns } from '@ordertrace/model';

/** Finds the rows of a trace in the columns of a batch. Rows of one trace are in ascending sequence. */
export class TraceRows {
  readonly #columns: SpanColumns | LogColumns;
  /** The trace IDs as numbers: bigints in a look-up that nearly never finds anything cost most of it. */
  readonly #words: Uint32Array;
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
    this.#words = words;
    const mask = this.#first.length - 1;
    for (let row = length - 1; row >= 0; row--) {
      const bucket = (words[row * 2] ?? 0) & mask;
      this.#next[row] = this.#first[bucket] ?? 0;
      this.#first[bucket] = row + 1;
    }
  }

  /** The rows of the trace with these halves of its ID. */
  rowsOf(trace: TraceIdHalves): readonly number[] {
    const { lowWord } = trace;
    const words = this.#words;
    let rows: number[] | undefined;
    for (
      let at = this.#first[lowWord & (this.#first.length - 1)] ?? 0;
      at !== 0;
      at = this.#next[at - 1] ?? 0
    )
      if (words[at * 2 - 2] === lowWord && this.#isAt(at - 1, trace)) (rows ??= []).push(at - 1);
    return rows ?? noRows;
  }

  #isAt(row: number, { high, low }: TraceIdHalves): boolean {
    const { traceIdHigh, traceIdLow } = this.#columns;
    return traceIdLow[row] === low && traceIdHigh[row] === high;
  }
}

/** A trace ID as the columns hold it. */
export interface TraceIdHalves {
  readonly high: bigint;
  readonly low: bigint;
  /** The lowest 32 bits of `low`. */
  readonly lowWord: number;
}

const noRows: readonly number[] = [];
