/** Work that was begun and has not ended. */
export class InFlight {
  readonly #work = new Set<Promise<unknown>>();

  get size(): number {
    return this.#work.size;
  }

  /** Adds work until it ends. A rejection stays with the caller. */
  add<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    const remove = () => this.#work.delete(work);
    work.then(remove, remove);
    return work;
  }

  /** Resolves when no work is running. Never rejects. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }
}
