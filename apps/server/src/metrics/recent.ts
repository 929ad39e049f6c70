/** A set of recent texts, to handle repeated items once. */
export class Recent {
  readonly #limit: number;
  #young = new Set<string>();
  #old = new Set<string>();

  /** Remembers at least `limit` texts, at most twice as many. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  has(text: string): boolean {
    return this.#young.has(text) || this.#old.has(text);
  }

  /** Returns true for a new text. */
  add(text: string): boolean {
    if (this.#young.has(text)) return false;
    const known = this.#old.has(text);
    this.#young.add(text);
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    return !known;
  }
}
