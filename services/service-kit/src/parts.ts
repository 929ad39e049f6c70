import type { Logger } from 'pino';

/** The parts of a running service, in the order in which they were started. */
export class Parts {
  readonly #parts: { readonly name: string; readonly stop: () => Promise<unknown> }[] = [];
  readonly #log: Logger;
  #stopped: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, stop: () => Promise<unknown>): void {
    this.#parts.push({ name, stop });
  }

  /** Stops them in reverse; one that fails is logged and does not keep the others. Never rejects. */
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
