import { ExportResultCode, type ExportResult } from '@opentelemetry/core';

/** Counts of the records that one outlet has received since the start. */
export interface OutletStatus {
  /** Accepted by the collector. */
  readonly sent: number;
  /** Dropped because the queue was full, or at shutdown. */
  readonly dropped: number;
  /** Rejected by the collector without a retry. */
  readonly refused: number;
  /** In the queue or being sent. */
  readonly waiting: number;
  /** The error of the last attempt; empty after a success. */
  readonly lastError: string;
}

export interface Exporter<T> {
  export(items: T[], resultCallback: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

export interface OutletOptions<T> {
  readonly exporter: Exporter<T>;
  /** Most waiting records, in the batch processor and here together. */
  readonly maxWaiting: number;
  /** Most records in one export. Smaller batches are merged up to this size. */
  readonly maxBatch: number;
  /** Called at each loss of records. */
  readonly onLoss: () => void;
  /**
   * The back-off after the first failure; it doubles with each further failure, up to ten times this.
   * Milliseconds.
   */
  readonly pauseMs: number;
}

const maxInFlight = 4;

/**
 * The queue to the collector for one kind of record. Before a batch processor, it admits at most `maxWaiting`
 * records. After it, the outlet keeps a batch until the collector accepts it or rejects it for good.
 *
 * An outage loses no record that fits the queue; dropped records are counted. It never throws, and its timers
 * never keep the process alive.
 */
export class Outlet<T> implements Exporter<T> {
  readonly #options: OutletOptions<T>;
  readonly #batches: T[][] = [];
  readonly #whenEmpty: (() => void)[] = [];
  #pause: NodeJS.Timeout | undefined;
  #failures = 0;
  #inFlight = 0;
  #sent = 0;
  #dropped = 0;
  #refused = 0;
  #waiting = 0;
  #lastError = '';
  #closing = false;

  constructor(options: OutletOptions<T>) {
    this.#options = options;
  }

  /** Whether one more record may enter the queue. Counts it as waiting or as dropped. */
  admit(): boolean {
    if (this.#closing || this.#waiting >= this.#options.maxWaiting) {
      this.#dropped++;
      this.#options.onLoss();
      return false;
    }
    this.#waiting++;
    return true;
  }

  status(): OutletStatus {
    return {
      sent: this.#sent,
      dropped: this.#dropped,
      refused: this.#refused,
      waiting: this.#waiting,
      lastError: this.#lastError,
    };
  }

  /** Takes over a batch. The batch processor gets a success at once. */
  export(items: T[], resultCallback: (result: ExportResult) => void): void {
    this.#batches.push(items);
    resultCallback({ code: ExportResultCode.SUCCESS });
    this.#sendNext();
  }

  /** Resolves when the queue is empty and nothing is being sent. */
  forceFlush(): Promise<void> {
    if (this.#isEmpty()) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  /** Ends the retries: from now on every batch is sent once and dropped if that fails. */
  close(): void {
    this.#closing = true;
    this.#endPause();
  }

  async shutdown(): Promise<void> {
    this.close();
    await this.forceFlush();
    await this.#options.exporter.shutdown();
  }

  #sendNext(): void {
    while (this.#pause === undefined && this.#inFlight < maxInFlight && this.#batches.length > 0) {
      this.#send(this.#takeBatch());
    }
    if (this.#isEmpty()) for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  #takeBatch(): T[] {
    let batch = this.#batches.shift() ?? [];
    for (;;) {
      const next = this.#batches[0];
      if (next === undefined || batch.length + next.length > this.#options.maxBatch) return batch;
      batch = batch.concat(next);
      this.#batches.shift();
    }
  }

  #send(batch: T[]): void {
    this.#inFlight++;
    const settle = (result: ExportResult) => {
      this.#inFlight--;
      if (result.code === ExportResultCode.SUCCESS) this.#settleSent(batch.length);
      else this.#settleFailed(batch, result.error);
      this.#sendNext();
    };
    try {
      this.#options.exporter.export(batch, settle);
    } catch (error) {
      // An exporter that throws would throw again for the same batch.
      this.#inFlight--;
      this.#lose(batch, 'refused', error);
    }
  }

  #settleSent(count: number): void {
    this.#waiting -= count;
    this.#sent += count;
    this.#failures = 0;
    this.#lastError = '';
  }

  #settleFailed(batch: T[], error: unknown): void {
    if (isRefusal(error)) this.#lose(batch, 'refused', error);
    else if (this.#closing) this.#lose(batch, 'dropped', error);
    else this.#keep(batch, error);
  }

  #lose(batch: T[], how: 'refused' | 'dropped', error: unknown): void {
    this.#waiting -= batch.length;
    if (how === 'refused') this.#refused += batch.length;
    else this.#dropped += batch.length;
    this.#lastError = messageOf(error);
    this.#options.onLoss();
  }

  #keep(batch: T[], error: unknown): void {
    this.#lastError = messageOf(error);
    this.#batches.unshift(batch);
    this.#startPause();
  }

  #startPause(): void {
    if (this.#pause !== undefined) return;
    const { pauseMs } = this.#options;
    const length = Math.min(pauseMs * 2 ** this.#failures, pauseMs * 10);
    this.#failures++;
    this.#pause = setTimeout(() => this.#endPause(), length);
    this.#pause.unref();
  }

  #endPause(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#sendNext();
  }

  #isEmpty(): boolean {
    return this.#inFlight === 0 && this.#batches.length === 0;
  }
}

/** Whether the rejection is final: a 4xx that does not ask for a retry. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' && code >= 400 && code < 500 && code !== 408 && code !== 429;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'export failed';
  const code = 'code' in error && typeof error.code === 'number' ? `${error.code} ` : '';
  return `${code}${error.message}`;
}
