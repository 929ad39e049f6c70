import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { backOffMs, pause } from './back-off.js';
import { InFlight } from './in-flight.js';

export interface PollingWorkerOptions<Item> {
  /** Takes up to `limit` due items, each with a lease. */
  readonly lease: (limit: number) => Promise<readonly Item[]>;
  /** Works on one item. Never rejects. */
  readonly work: (item: Item) => Promise<void>;
  readonly onLeaseFailed: (error: unknown) => void;
  readonly maxInFlight: number;
  readonly pollMs: number;
}

const retry = { firstMs: 500, maxMs: 30_000 };

/** Polls a table for due items and works on several at a time. */
export class PollingWorker<Item> {
  readonly #options: PollingWorkerOptions<Item>;
  readonly #stopping = new AbortController();
  readonly #inFlight = new InFlight();
  #woken = new AbortController();
  #running: Promise<void> | undefined;
  #failures = 0;

  constructor(options: PollingWorkerOptions<Item>) {
    this.#options = options;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  start(): void {
    // The spans of its polling would be traces of their own.
    this.#running ??= context.with(suppressTracing(ROOT_CONTEXT), () => this.#run());
  }

  /** Polls at once. */
  wake(): void {
    this.#woken.abort();
  }

  /** Takes no further items and waits for those that are being worked on. */
  async close(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#running;
    await this.#inFlight.idle();
  }

  async #run(): Promise<void> {
    while (!this.isStopping) {
      const woken = (this.#woken = new AbortController());
      const waitMs = await this.#round();
      await pause(waitMs, woken.signal);
    }
  }

  /** Returns the milliseconds until the next round, unless `wake` is called. */
  async #round(): Promise<number> {
    const { lease, work, maxInFlight, pollMs, onLeaseFailed } = this.#options;
    try {
      const free = maxInFlight - this.#inFlight.size;
      const items = free > 0 ? await lease(free) : [];
      for (const item of items) void this.#inFlight.add(work(item)).then(() => this.wake());
      this.#failures = 0;
      return pollMs;
    } catch (error) {
      this.#failures++;
      onLeaseFailed(error);
      return backOffMs(this.#failures, retry);
    }
  }
}
