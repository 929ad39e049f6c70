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
 * The data folder's past orders. They are planned once; what of them is past is sent at once, and those that are
 * still open go on as time passes, over restarts too, as if their services were still at work on them.
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

  /** Sends what became past since the last time. When it fails in the middle, all of it is sent again: equal, so no harm. */
  async catchUp(): Promise<SentCounts> {
    const window = { after: this.#progress.sentUpTo, upTo: this.#now() };
    const counts = { orders: 0, spans: 0, logs: 0 };
    const batches = this.#batches(window);
    // Two at once: one batch is made while the server takes the other.
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

  /** Catches up again and again, until the signal. */
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
