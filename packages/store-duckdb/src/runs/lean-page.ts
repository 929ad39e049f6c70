import { decompressBodies } from './compression.js';
import type { PageRecords } from './decode-page.js';

/** Bytes of a row in the columns of a page. */
const rowBytes = 106;

/**
 * A page with compressed bodies, which are most of a decoded page. The `body` of its records is empty; use
 * `bodiesOf`.
 */
export class LeanPage {
  readonly records: PageRecords;
  readonly #compressed: Uint8Array;

  /** @param compressed its bodies as in the file; they are kept, so pass no view of a larger buffer */
  constructor(records: PageRecords, compressed: Uint8Array) {
    this.records = records;
    this.#compressed = compressed;
  }

  /** Its size in memory. */
  get bytes(): number {
    const { spans, logs } = this.records;
    return this.#compressed.length + (spans.length + logs.length) * rowBytes;
  }

  /** Copies the bodies of these rows. All bodies are decompressed once and then freed. */
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
