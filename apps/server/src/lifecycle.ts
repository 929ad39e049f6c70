/** Something started that must be stopped: the last started is stopped first. */
export interface Part {
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/** Parts in the order they were started. */
export class Lifecycle {
  readonly #parts: Part[] = [];
  #stopping: Promise<void> | undefined;

  add(name: string, stop: () => Promise<void>): void {
    this.#parts.push({ name, stop });
  }

  /** Stops all parts in reverse; one that fails doesn't keep the others. Called again, it gives the same promise. */
  stop(onError: (part: string, error: unknown) => void): Promise<void> {
    this.#stopping ??= this.#stopAll(onError);
    return this.#stopping;
  }

  async #stopAll(onError: (part: string, error: unknown) => void): Promise<void> {
    for (const part of this.#parts.toReversed()) {
      try {
        await part.stop();
      } catch (error) {
        onError(part.name, error);
      }
    }
  }
}
