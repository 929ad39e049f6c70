import { setTimeout as sleep } from 'node:timers/promises';

export interface RoundsOptions {
  /** Runs one round. Returns the following rest in milliseconds. */
  readonly round: () => Promise<number> | number;
  /** Handles an error of a round. Returns the following rest in milliseconds. */
  readonly failed: (error: unknown) => number;
}

/** Background work in rounds, never two at once, until it is stopped. */
export class Rounds {
  readonly #options: RoundsOptions;
  #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #isWoken = false;
  #hasFailed = false;
  #endRest: () => void = () => undefined;

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Starts the rounds, also after a stop. */
  start(): void {
    if (this.#running !== undefined) return;
    this.#stopping = new AbortController();
    this.#hasFailed = false;
    this.#running = this.#run();
  }

  /**
   * Ends the rest after a round. If a round is running, the next one follows it at once. The rest after a
   * failed round is kept.
   */
  wake(): void {
    if (this.#hasFailed) return;
    this.#isWoken = true;
    this.#endRest();
  }

  /** Resolves when the running round has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#endRest();
    await this.#running;
    this.#running = undefined;
  }

  /** Waits within a round. @throws AbortError when the rounds are stopped */
  async pause(millis: number): Promise<void> {
    const { signal } = this.#stopping;
    if (millis > 0) await sleep(millis, undefined, { signal });
    signal.throwIfAborted();
  }

  async #run(): Promise<void> {
    while (!this.isStopping) {
      this.#isWoken = false;
      await this.#rest(await this.#round());
    }
  }

  async #round(): Promise<number> {
    try {
      const restMs = await this.#options.round();
      this.#hasFailed = false;
      return restMs;
    } catch (error) {
      this.#hasFailed = true;
      this.#isWoken = false;
      return this.isStopping ? 0 : this.#options.failed(error);
    }
  }

  async #rest(millis: number): Promise<void> {
    if (millis <= 0 || this.isStopping || this.#isWoken) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, millis);
      this.#endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
