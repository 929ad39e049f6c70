import type { RunFile } from '../runs/run-file.js';

/** A form of decoded pages. */
export interface PageForm<Page> {
  read(run: RunFile, page: number): Page;
  sizeOf(page: Page): number;
}

/** A cache of decoded pages, limited in bytes: an order's spans and log records are on the same pages. */
export class PageCache<Page> {
  readonly #capacity: number;
  readonly #form: PageForm<Page>;
  readonly #pages = new Map<string, Page>();
  #bytes = 0;

  constructor(capacity: number, form: PageForm<Page>) {
    this.#capacity = capacity;
    this.#form = form;
  }

  page(run: RunFile, number: number): Page {
    const key = `${run.file}/${number}`;
    const known = this.#pages.get(key);
    if (known !== undefined) {
      this.#pages.delete(key);
      this.#pages.set(key, known);
      return known;
    }
    const page = this.#form.read(run, number);
    this.#pages.set(key, page);
    this.#bytes += this.#form.sizeOf(page);
    this.#evict();
    return page;
  }

  clear(): void {
    this.#pages.clear();
    this.#bytes = 0;
  }

  #evict(): void {
    for (const [key, page] of this.#pages) {
      if (this.#bytes <= this.#capacity) return;
      this.#pages.delete(key);
      this.#bytes -= this.#form.sizeOf(page);
    }
  }
}
