import type { PageRecords } from '../runs/decode-page.js';
import type { LeanPage } from '../runs/lean-page.js';
import type { RunFile } from '../runs/run-file.js';
import { PageCache } from './page-cache.js';

/** Of the memory for pages, how much is for those that a search found something in. */
const searchShare = 0.25;
/** Bytes a row of a page takes in columns. */
const rowBytes = 106;

/** Pages of runs, the last ones asked for from memory. */
export class StoredPages {
  readonly #lean: PageCache<LeanPage>;
  readonly #whole: PageCache<PageRecords>;

  constructor(capacityBytes: number) {
    this.#lean = new PageCache(capacityBytes * (1 - searchShare), {
      read: (run, page) => run.leanPage(page),
      sizeOf: (page) => page.bytes,
    });
    this.#whole = new PageCache(capacityBytes * searchShare, {
      read: (run, page) => run.records(page),
      sizeOf: wholeBytes,
    });
  }

  /** For who wants a few rows of it. */
  lean(run: RunFile, page: number): LeanPage {
    return this.#lean.page(run, page);
  }

  /** For who comes again and again for one row. */
  whole(run: RunFile, page: number): PageRecords {
    return this.#whole.page(run, page);
  }

  clear(): void {
    this.#lean.clear();
    this.#whole.clear();
  }
}

function wholeBytes({ spans, logs }: PageRecords): number {
  return spans.body.length + logs.body.length + (spans.length + logs.length) * rowBytes;
}
