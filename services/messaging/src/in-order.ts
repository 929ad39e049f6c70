/** Runs pieces of work one after the other where they have the same key, side by side where not. */
export class InOrder {
  readonly #last = new Map<string, Promise<unknown>>();

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    const release = () => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    };
    mine.then(release, release);
    return mine;
  }

  /** Resolves when nothing is at work. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled(this.#last.values());
  }
}
