import type { ErasureTarget } from '@ordertrace/store';

/** Drops what was erased from memory. */
type Forget = (target: ErasureTarget) => void | Promise<void>;

/** A part that sends data. It starts with the content of the store. */
export interface SendingPart {
  /** Resolves when nothing is being sent any longer. */
  stop(): Promise<void>;
  start(): void | Promise<void>;
}

/**
 * Erasures, as all of the server takes part in them: what was erased from the store must not stay in memory, must not
 * come back with the next save of what was read before, and must not be sent afterwards.
 */
export class Erasures {
  readonly #whilePaused: <T>(work: () => Promise<T>) => Promise<T>;
  readonly #forgets: Forget[] = [];
  readonly #parts: SendingPart[] = [];
  readonly #works = new Set<Promise<void>>();
  /** The last of the erasures that run or wait. */
  #erasing: Promise<void> | undefined;

  /** `whilePaused`: runs work while nothing folds; at once unless given. */
  constructor(whilePaused: <T>(work: () => Promise<T>) => Promise<T> = (work) => work()) {
    this.#whilePaused = whilePaused;
  }

  /** Calls `forget` at the end of each erasure. */
  onErased(forget: Forget): void {
    this.#forgets.push(forget);
  }

  /** Stops the part before each erasure, and starts it afterwards. */
  stopping(part: SendingPart): void {
    this.#parts.push(part);
  }

  /** Runs short work that stores what is in memory, never during an erasure. */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    while (this.#erasing !== undefined) await this.#erasing;
    const done = work();
    const ended = settled(done).then(() => void this.#works.delete(ended));
    this.#works.add(ended);
    return done;
  }

  /** Runs an erasure of the store; resolves when nothing in memory holds what was erased. */
  run<T>(target: ErasureTarget, erase: () => Promise<T>): Promise<T> {
    const done = (this.#erasing ?? Promise.resolve()).then(() => this.#run(target, erase));
    const ended = settled(done).then(() => {
      if (this.#erasing === ended) this.#erasing = undefined;
    });
    this.#erasing = ended;
    return done;
  }

  async #run<T>(target: ErasureTarget, erase: () => Promise<T>): Promise<T> {
    await Promise.all(this.#works);
    try {
      await Promise.all(this.#parts.map((part) => part.stop()));
      return await this.#whilePaused(async () => {
        const report = await erase();
        for (const forget of this.#forgets) await forget(target);
        return report;
      });
    } finally {
      for (const part of this.#parts) await part.start();
    }
  }
}

function settled(work: Promise<unknown>): Promise<void> {
  return work.then(
    () => undefined,
    () => undefined,
  );
}
