import { setTimeout as pause } from 'node:timers/promises';
import type { Flow } from '@ordertrace/model';
import { telemetryOf } from './order-telemetry.js';
import type { OtlpSender } from './otlp-sender.js';
import { planStories } from './plan-stories.js';
import { readProgress, writeProgress, type PastProgress } from './progress-file.js';
import type { EpochMs, OrderStory } from './story.js';
import type { Telemetry } from './trace-writer.js';
import { touches, within, type Window } from './window.js';

export interface PastOrdersInput {
  readonly flow: Flow;
  readonly data: string;
  readonly seed: number;
  readonly count: number;
  readonly sender: OtlpSender;
  readonly now: () => EpochMs;
}

export interface SentCounts {
  readonly orders: number;
  readonly spans: number;
  readonly logs: number;
}

const ordersAtOnce = 40;

/**
 * Past orders of the data folder. They are planned once. Telemetry of the past is sent at once. Orders that
 * are still open continue as time passes, also after a restart.
 */
export class PastOrders {
  readonly #sender: OtlpSender;
  readonly #data: string;
  readonly #now: () => EpochMs;
  readonly #stories: readonly OrderStory[];
  #progress: PastProgress;

  constructor(input: PastOrdersInput) {
    const { flow, data, seed, count, now } = input;
    this.#sender = input.sender;
    this.#data = data;
    this.#now = now;
    this.#progress = readProgress(data) ?? { seed, count, until: now(), sentUpTo: 0 };
    this.#stories = planStories({ ...this.#progress, flow });
  }

  /**
   * Sends the telemetry that became past since the last call. After a failure all of it is sent again, which
   * is harmless: the records are equal.
   */
  async catchUp(): Promise<SentCounts> {
    const window = { after: this.#progress.sentUpTo, upTo: this.#now() };
    const counts = { orders: 0, spans: 0, logs: 0 };
    const batches = this.#batches(window);
    // Two at once: the next batch is built while the server stores the previous one.
    const send = async (): Promise<void> => {
      for (const { orders, telemetry } of batches) {
        counts.orders += orders;
        counts.spans += telemetry.spans.length;
        counts.logs += telemetry.logs.length;
        await this.#sender.send(telemetry);
      }
    };
    await Promise.all([send(), send()]);
    this.#progress = { ...this.#progress, sentUpTo: window.upTo };
    writeProgress(this.#data, this.#progress);
    return counts;
  }

  /** Repeats `catchUp` until the signal. */
  async goOn(everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(everyMs, undefined, { signal });
      await this.catchUp();
    }
  }

  *#batches(window: Window): Generator<{ orders: number; telemetry: Telemetry }> {
    const touched = this.#stories.filter((story) => touches(story, window));
    for (let i = 0; i < touched.length; i += ordersAtOnce) {
      const telemetry: Telemetry = { spans: [], logs: [] };
      const chunk = touched.slice(i, i + ordersAtOnce);
      for (const story of chunk) {
        const part = within(telemetryOf(story, this.#progress.seed), window);
        telemetry.spans.push(...part.spans);
        telemetry.logs.push(...part.logs);
      }
      yield { orders: chunk.length, telemetry };
    }
  }
}
