import { setTimeout as sleep } from 'node:timers/promises';

export interface RoundsOptions {
  /** One round; says for how many milliseconds to rest after it. */
  readonly round: () => Promise<number> | number;
  /** Told what a round threw; says for how many milliseconds to rest then. */
  readonly failed: (error: unknown) => number;
}

/** Work in the background: one round after the other, never two at once, until it is stopped. */
export class Rounds {
  readonly #options: RoundsOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Waits, also within a round; ends at once where the rounds are stopped. */
  async rest(millis: number): Promise<void> {
    if (millis > 0) await sleep(millis, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  /** Leaves a round that can't be ended in time. @throws AbortError */
  throwIfStopping(): void {
    this.#stopping.signal.throwIfAborted();
  }

  async #run(): Promise<void> {
    const { round, failed } = this.#options;
    while (!this.isStopping) {
      try {
        await this.rest(await round());
      } catch (error) {
        await this.rest(failed(error));
      }
    }
  }
}
