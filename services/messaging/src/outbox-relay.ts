import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { Pool } from 'pg';
import { backOffMs, pause } from './back-off.js';
import type { Messaging, MessagingLog } from './messaging.js';
import { contextOf } from './order-context.js';
import { forgetOld, leaseDue, markFailed, markSent, type OutboxRow } from './outbox.js';

export interface OutboxRelayOptions {
  readonly pool: Pool;
  readonly messaging: Messaging;
  readonly log: MessagingLog;
  /** Messages that are published in parallel; default 16. */
  readonly maxInFlight?: number;
  /** Poll interval in milliseconds; default 500. */
  readonly pollMs?: number;
  /**
   * Milliseconds after which another relay takes the messages of a dead one; default 15,000. Must exceed the
   * transport's time limit of one publish.
   */
  readonly leaseMs?: number;
}

const retry = { firstMs: 500, maxMs: 30_000 };
const cleaningEveryMs = 600_000;
const keptDays = { sent: 7, received: 30 };

/**
 * Publishes the messages of the outbox: those of one order in sequence, many orders in parallel. Failed
 * messages are retried without limit. A relay that dies in the middle causes a second publish, never a loss.
 */
export class OutboxRelay {
  readonly #options: Required<OutboxRelayOptions>;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  #woken = new AbortController();
  #running: Promise<void> | undefined;
  #cleanedAt = 0;
  #failures = 0;

  constructor(options: OutboxRelayOptions) {
    this.#options = { maxInFlight: 16, pollMs: 500, leaseMs: 15_000, ...options };
  }

  start(): void {
    // The spans of its polling would be traces of their own.
    this.#running ??= context.with(suppressTracing(ROOT_CONTEXT), () => this.#run());
  }

  /** Polls at once. Call it after a transaction that added a message to the outbox. */
  wake(): void {
    this.#woken.abort();
  }

  /** Takes no further messages and waits for those that are being published. */
  async close(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#running;
    await Promise.allSettled(this.#inFlight);
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const woken = (this.#woken = new AbortController());
      const waitMs = await this.#round();
      await pause(waitMs, woken.signal);
    }
  }

  /** Returns the milliseconds until the next round, unless `wake` is called. */
  async #round(): Promise<number> {
    const { pool, maxInFlight, leaseMs, pollMs, log } = this.#options;
    try {
      const free = maxInFlight - this.#inFlight.size;
      const rows = free > 0 ? await leaseDue(pool, { limit: free, leaseMs }) : [];
      for (const row of rows) this.#begin(row);
      await this.#cleanNowAndThen();
      this.#failures = 0;
      return pollMs;
    } catch (error) {
      this.#failures++;
      log.warn({ err: error }, 'outbox can not be read; trying again');
      return backOffMs(this.#failures, retry);
    }
  }

  #begin(row: OutboxRow): void {
    const publishing = this.#publish(row).finally(() => {
      this.#inFlight.delete(publishing);
      this.wake();
    });
    this.#inFlight.add(publishing);
  }

  async #publish(row: OutboxRow): Promise<void> {
    const { pool, messaging, log } = this.#options;
    const { seq, queue, event, carrier, attempts } = row;
    try {
      await context.with(contextOf(carrier), () => messaging.publish(event, { queue }));
      await markSent(pool, seq);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const retryInMs = this.#stopping.signal.aborted ? 0 : backOffMs(attempts, retry);
      context.with(contextOf(carrier), () =>
        log.warn({ queue, message_id: event.id, attempts, reason }, 'message not sent; trying again later'),
      );
      // If this fails too, the lease expires.
      await markFailed(pool, { seq, error: reason, retryInMs }).catch(() => undefined);
    }
  }

  async #cleanNowAndThen(): Promise<void> {
    if (Date.now() - this.#cleanedAt < cleaningEveryMs) return;
    this.#cleanedAt = Date.now();
    await forgetOld(this.#options.pool, keptDays);
  }
}
