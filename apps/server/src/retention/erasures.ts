/** Drops texts of telemetry that are kept in memory. */
type Forget = () => void | Promise<void>;

/**
 * Erasures, as all of the server takes part in them: what was erased from the store must not stay in memory, nor come
 * back with the next save of what was read before.
 */
export class Erasures {
  readonly #whilePaused: <T>(work: () => Promise<T>) => Promise<T>;
  readonly #forgets: Forget[] = [];

  /** `whilePaused`: runs work while nothing folds; at once unless given. */
  constructor(whilePaused: <T>(work: () => Promise<T>) => Promise<T> = (work) => work()) {
    this.#whilePaused = whilePaused;
  }

  /** Calls `forget` after each erasure. */
  onErased(forget: Forget): void {
    this.#forgets.push(forget);
  }

  /** Runs an erasure of the store; resolves when nothing in memory holds what was erased. */
  run<T>(erase: () => Promise<T>): Promise<T> {
    return this.#whilePaused(async () => {
      const report = await erase();
      for (const forget of this.#forgets) await forget();
      return report;
    });
  }
}
