/** The part of `Document` that reports its visibility. */
export interface Page {
  readonly hidden: boolean;
}

/**
 * Runs repeated work at most once in `paceMs`, and at once after a longer rest. In a hidden page the work
 * waits until the page is shown.
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

  /** Call it when the page is shown again. */
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
