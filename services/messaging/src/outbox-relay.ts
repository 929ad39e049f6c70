import { context } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { backOffMs } from './back-off.js';
import { messageOf } from './errors.js';
import type { Messaging, MessagingLog } from './messaging.js';
import { contextOf } from './order-context.js';
import { forgetOld, leaseDue, markFailed, markSent, type OutboxRow } from './outbox.js';
import { PollingWorker } from './polling-worker.js';

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
/** A message can be sent again only while its receiver recognizes a repeat. */
const keptDays = { sent: 30, received: 60 };

/**
 * Publishes the messages of the outbox: those of one order in sequence, many orders in parallel. Failed
 * messages are retried without limit. A relay that dies in the middle causes a second publish, never a loss.
 */
export class OutboxRelay {
  readonly #options: Required<OutboxRelayOptions>;
  readonly #worker: PollingWorker<OutboxRow>;
  #cleanedAt = 0;

  constructor(options: OutboxRelayOptions) {
    this.#options = { maxInFlight: 16, pollMs: 500, leaseMs: 15_000, ...options };
    const { pool, log, maxInFlight, pollMs, leaseMs } = this.#options;
    this.#worker = new PollingWorker({
      lease: async (limit) => {
        const rows = await leaseDue(pool, { limit, leaseMs });
        await this.#cleanNowAndThen();
        return rows;
      },
      work: (row) => this.#publish(row),
      onLeaseFailed: (error) => log.warn({ err: error }, 'outbox can not be read; trying again'),
      maxInFlight,
      pollMs,
    });
  }

  start(): void {
    this.#worker.start();
  }

  /** Polls at once. Call it after a transaction that added a message to the outbox. */
  wake(): void {
    this.#worker.wake();
  }

  /** Takes no further messages and waits for those that are being published. */
  close(): Promise<void> {
    return this.#worker.close();
  }

  async #publish(row: OutboxRow): Promise<void> {
    const { pool, messaging, log } = this.#options;
    const { seq, queue, event, carrier, attempts } = row;
    try {
      await context.with(contextOf(carrier), () => messaging.publish(event, { queue }));
      await markSent(pool, seq);
    } catch (error) {
      const reason = messageOf(error);
      const retryInMs = this.#worker.isStopping ? 0 : backOffMs(attempts, retry);
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
