import { basename } from 'node:path';
import type { DamageList } from '../files/damage-list.js';
import { emptyPage, type PageRecords } from '../runs/decode-page.js';
import { LeanPage } from '../runs/lean-page.js';
import type { RunFile } from '../runs/run-file.js';
import { PageCache } from './page-cache.js';

/** The share of the page cache for pages with search results. */
const searchShare = 0.25;
/** Bytes of a row in the columns of a page. */
const rowBytes = 106;

/** Cached pages of runs. An unreadable page is recorded as damage and returned empty. */
export class StoredPages {
  readonly #lean: PageCache<LeanPage>;
  readonly #whole: PageCache<PageRecords>;

  readonly #damage: DamageList;

  constructor(capacityBytes: number, damage: DamageList) {
    this.#damage = damage;
    this.#lean = new PageCache(capacityBytes * (1 - searchShare), {
      read: (run, page) => this.#readable(run, () => run.leanPage(page)) ?? emptyLeanPage,
      sizeOf: (page) => page.bytes,
    });
    this.#whole = new PageCache(capacityBytes * searchShare, {
      read: (run, page) => this.#readable(run, () => run.records(page)) ?? emptyPage,
      sizeOf: wholeBytes,
    });
  }

  /** For readers of a few rows of a page. */
  lean(run: RunFile, page: number): LeanPage {
    return this.#lean.page(run, page);
  }

  /** For readers that return repeatedly for one row. */
  whole(run: RunFile, page: number): PageRecords {
    return this.#whole.page(run, page);
  }

  /** For a single read; the page is not cached. */
  once(run: RunFile, page: number, form: { readonly bodies: boolean }): PageRecords {
    return this.#readable(run, () => run.records(page, form)) ?? emptyPage;
  }

  /** The pages of an order or a trace, from the run's index. */
  indexed(run: RunFile, find: () => number[]): number[] {
    return this.#readable(run, find) ?? [];
  }

  #readable<T>(run: RunFile, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#damage.note({ kind: 'damaged', file: basename(run.path), detail, isIncomplete: true });
      return undefined;
    }
  }

  clear(): void {
    this.#lean.clear();
    this.#whole.clear();
  }
}

const emptyLeanPage = new LeanPage(emptyPage, new Uint8Array(0));

function wholeBytes({ spans, logs }: PageRecords): number {
  return spans.body.length + logs.body.length + (spans.length + logs.length) * rowBytes;
}
