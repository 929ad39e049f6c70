import type { PageRecords } from '../runs/decode-page.js';
import type { RunFile } from '../runs/run-file.js';

/** Pages as last read, up to so many bytes: an order's spans, then its log records, look at the same ones. */
export class PageCache {
  readonly #capacity: number;
  readonly #pages = new Map<string, { readonly records: PageRecords; readonly bytes: number }>();
  #bytes = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  records(run: RunFile, page: number): PageRecords {
    const key = `${run.file}/${page}`;
    const known = this.#pages.get(key);
    if (known !== undefined) {
      this.#pages.delete(key);
      this.#pages.set(key, known);
      return known.records;
    }
    const records = run.records(page);
    const bytes = sizeOf(records);
    this.#pages.set(key, { records, bytes });
    this.#bytes += bytes;
    this.#evict();
    return records;
  }

  clear(): void {
    this.#pages.clear();
    this.#bytes = 0;
  }

  #evict(): void {
    for (const [key, { bytes }] of this.#pages) {
      if (this.#bytes <= this.#capacity) return;
      this.#pages.delete(key);
      this.#bytes -= bytes;
    }
  }
}

/** Bytes a row of a page takes in columns. */
const rowBytes = 102;

function sizeOf({ spans, logs }: PageRecords): number {
  return spans.body.length + logs.body.length + (spans.length + logs.length) * rowBytes;
}
