/** Runs work with the same key in sequence, and work with different keys in parallel. */
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

  /** Resolves when no work is running. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled(this.#last.values());
  }
}
