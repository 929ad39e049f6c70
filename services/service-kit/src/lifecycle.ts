import type { Logger } from 'pino';

/** Parts of a running service, in the order of their start. */
export class Lifecycle {
  readonly #parts: { readonly name: string; readonly stop: () => Promise<unknown> }[] = [];
  readonly #log: Logger;
  #stopped: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, stop: () => Promise<unknown>): void {
    this.#parts.push({ name, stop });
  }

  /**
   * Stops the parts in reverse order. A failure is logged and does not stop the others from ending. Never
   * rejects.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll(): Promise<void> {
    for (const { name, stop } of this.#parts.reverse()) {
      try {
        await stop();
      } catch (error) {
        this.#log.error({ err: error }, `${name} did not stop properly`);
      }
    }
  }
}
