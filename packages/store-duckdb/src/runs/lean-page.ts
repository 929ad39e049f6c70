import { decompressBodies } from './compression.js';
import type { PageRecords } from './decode-page.js';

/** Bytes a row of a page takes in columns. */
const rowBytes = 106;

/**
 * A page of which the bodies, most of what it is when decoded, stay compressed. The `body` of its records is empty: who
 * wants a body asks here.
 */
export class LeanPage {
  readonly records: PageRecords;
  readonly #compressed: Uint8Array;

  /** `compressed`: its bodies as they lie in the file; kept, so not a piece of something larger. */
  constructor(records: PageRecords, compressed: Uint8Array) {
    this.records = records;
    this.#compressed = compressed;
  }

  /** What it takes in memory. */
  get bytes(): number {
    const { spans, logs } = this.records;
    return this.#compressed.length + (spans.length + logs.length) * rowBytes;
  }

  /** The bodies of these rows, copied out of all of them, which are decompressed once and let go. */
  bodiesOf(rows: readonly number[]): Uint8Array[] {
    if (rows.length === 0) return [];
    const { spans, logs, bodyFrom } = this.records;
    const { bodyEnd } = spans.length > 0 ? spans : logs;
    const all = decompressBodies(this.#compressed, bodyEnd.at(-1) ?? 0);
    const lengthOf = (row: number) => (bodyEnd[row] ?? 0) - (row === 0 ? 0 : (bodyEnd[row - 1] ?? 0));
    const copy = new Uint8Array(rows.reduce((sum, row) => sum + lengthOf(row), 0));
    let end = 0;
    return rows.map((row) => {
      const from = bodyFrom[row] ?? 0;
      copy.set(all.subarray(from, from + lengthOf(row)), end);
      return copy.subarray(end, (end += lengthOf(row)));
    });
  }
}
