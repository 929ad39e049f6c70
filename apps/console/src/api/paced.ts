/** What of a document says whether anybody can see it. */
export interface Page {
  readonly hidden: boolean;
}

/**
 * Runs work that is asked for again and again at most once in `paceMs`, at once where it has rested so long, and never
 * while the page is hidden: what was asked for then is done when it is shown.
 */
export class Paced {
  readonly #paceMs: number;
  readonly #run: () => void;
  readonly #page: Page;
  #lastMs = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDue = false;

  constructor(paceMs: number, run: () => void, page: Page = document) {
    this.#paceMs = paceMs;
    this.#run = run;
    this.#page = page;
  }

  ask(): void {
    this.#isDue = true;
    this.shown();
  }

  /** Call when the page is shown again. */
  shown(): void {
    if (!this.#isDue || this.#page.hidden || this.#timer !== undefined) return;
    const waitMs = this.#lastMs + this.#paceMs - Date.now();
    if (waitMs <= 0) this.#now();
    else this.#timer = setTimeout(() => this.#now(), waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isDue = false;
  }

  #now(): void {
    this.#timer = undefined;
    if (this.#page.hidden) return;
    this.#isDue = false;
    this.#lastMs = Date.now();
    this.#run();
  }
}
