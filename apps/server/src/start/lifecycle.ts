/** A started component that must be stopped. The last started one is stopped first. */
export interface Part {
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/** Components in start sequence. */
export class Lifecycle {
  readonly #parts: Part[] = [];
  #stopping: Promise<void> | undefined;

  add(name: string, stop: () => Promise<void>): void {
    this.#parts.push({ name, stop });
  }

  /**
   * Stops all components in reverse; a failure does not affect the others. A second call returns the same
   * promise.
   */
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
