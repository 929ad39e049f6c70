import { createHash } from 'node:crypto';
import { context } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { backOffMs } from './back-off.js';
import { parseCloudEvent, type CloudEvent } from './cloud-event.js';
import { InvalidMessageError, messageOf } from './errors.js';
import {
  leaseWaiting,
  makeOrderDue,
  removeHandled,
  storeFailure,
  type WaitingMessage,
} from './failed-messages.js';
import { InOrder } from './in-order.js';
import type { GivenUp, Intake, MessageHandler, MessagingLog } from './messaging.js';
import { contextOf } from './order-context.js';
import { PollingWorker } from './polling-worker.js';
import {
  beginRetry,
  handleTraced,
  inContextOf,
  recordDeadLetter,
  type MessagingSystem,
} from './traced-messaging.js';

/** Limits after which a repeatedly failing message is given up. Both must be reached. */
export interface Patience {
  readonly deliveries: number;
  /** Milliseconds since its first failure. */
  readonly ms: number;
}

export interface MessageRetriesOptions {
  readonly pool: Pool;
  readonly system: MessagingSystem;
  readonly log: MessagingLog;
  /** Default: 20 deliveries and five minutes. */
  readonly patience?: Patience;
  /** Poll interval in milliseconds; default 500. */
  readonly pollMs?: number;
}

/** Long enough for a short outage of the handler's dependencies. */
const defaultPatience: Patience = { deliveries: 20, ms: 300_000 };
const between = { firstMs: 100, maxMs: 30_000 };
const maxInFlight = 8;
/** Milliseconds after which another process takes the attempts of a dead one. */
const leaseMs = 120_000;

interface Attempt {
  readonly queue: string;
  readonly event: CloudEvent;
  readonly handler: MessageHandler;
  /** The stored message, if this is not its first attempt. */
  readonly waiting?: WaitingMessage;
}

/**
 * Stores messages that can't be handled now, and retries them later. So a message waits in the database,
 * never in the transport's window, and holds up no other. Messages of one order are handled in sequence in
 * this process; one that waits does not hold up the others of its order, because it may wait for one of them.
 */
export class MessageRetries {
  readonly #options: Required<MessageRetriesOptions>;
  readonly #handlers = new Map<string, MessageHandler>();
  readonly #atWork = new InOrder();
  readonly #worker: PollingWorker<WaitingMessage>;
  /** Orders with messages that this process has stored for a retry. */
  readonly #waitingOrders = new Set<string>();

  constructor(options: MessageRetriesOptions) {
    this.#options = { patience: defaultPatience, pollMs: 500, ...options };
    const { pool, pollMs, log } = this.#options;
    this.#worker = new PollingWorker({
      lease: (limit) => leaseWaiting(pool, { queues: [...this.#handlers.keys()], limit, leaseMs }),
      work: (waiting) => this.#retry(waiting),
      onLeaseFailed: (error) => log.warn({ err: error }, 'waiting messages can not be read; trying again'),
      maxInFlight,
      pollMs,
    });
    this.#worker.start();
  }

  /** Intake of a queue whose failed messages are retried. */
  intake(queue: string, handler: MessageHandler): Intake {
    this.#handlers.set(queue, handler);
    return {
      take: (event) => this.#inSequence({ queue, event, handler }),
      giveUp: (body, end) => this.#giveUpUndelivered(queue, body, end),
    };
  }

  /** Looks for due messages at once. */
  wake(): void {
    this.#worker.wake();
  }

  /** Begins no further attempts and waits for the running ones. */
  async close(): Promise<void> {
    await this.#worker.close();
    await this.#atWork.idle();
  }

  #inSequence(attempt: Attempt): Promise<void> {
    return this.#atWork.run(orderKeyOf(attempt.event), () => this.#attempt(attempt));
  }

  async #retry(waiting: WaitingMessage): Promise<void> {
    const { queue, body } = waiting;
    const handler = this.#handlers.get(queue);
    if (handler === undefined) return;
    try {
      const event = parseCloudEvent(body.toString('utf8'));
      await this.#inSequence({ queue, event, handler, waiting });
    } catch {
      // Reported by the attempt. The lease ends by itself.
    }
  }

  async #attempt(attempt: Attempt): Promise<void> {
    const { queue, event, handler, waiting } = attempt;
    const { system, pool } = this.#options;
    const parent = contextOf(waiting?.carrier ?? event);
    const onFailure = (error: unknown) => this.#failed(attempt, error);
    const isHandled = await handleTraced({ system, queue, event }, { handler, parent, onFailure });
    if (!isHandled) return;
    if (waiting !== undefined) await removeHandled(pool, { queue, messageId: event.id });
    await this.#wakeOrder(event);
  }

  /** What the order's waiting messages wait for may have happened. */
  async #wakeOrder(event: CloudEvent): Promise<void> {
    if (!this.#waitingOrders.delete(orderKeyOf(event))) return;
    // Without it they are retried at their time.
    const due = await makeOrderDue(this.#options.pool, event).catch(() => 0);
    if (due > 0) this.wake();
  }

  async #failed({ queue, event, waiting }: Attempt, error: unknown): Promise<void> {
    const { log, patience } = this.#options;
    const deliveries = (waiting?.deliveries ?? 0) + 1;
    const waitedMs = Date.now() - (waiting?.firstFailedAt.getTime() ?? Date.now());
    const isHopeless = deliveries >= patience.deliveries && waitedMs >= patience.ms;
    const end = { reason: messageOf(error), deliveries };
    try {
      if (error instanceof InvalidMessageError || isHopeless) await this.#giveUp(queue, event, end);
      else await this.#wait(queue, event, { error, end });
    } catch (cause) {
      log.warn(
        { ...about(queue, event, end), err: cause },
        'message not handled, and not stored; it is delivered again',
      );
      throw cause;
    }
  }

  async #wait(
    queue: string,
    event: CloudEvent,
    { error, end }: { readonly error: unknown; readonly end: GivenUp },
  ): Promise<void> {
    const { pool, system, log } = this.#options;
    const retryInMs = backOffMs(end.deliveries, between);
    const { carrier, end: sent } = beginRetry({ system, queue, event }, retryInMs);
    await storeFailure(pool, { ...failureOf(queue, event), ...end, carrier, retryInMs });
    sent();
    this.#waitingOrders.add(orderKeyOf(event));
    log.warn(
      { ...about(queue, event, end), retry_in_ms: Math.round(retryInMs), err: error },
      'message not handled; it is retried later',
    );
  }

  async #giveUp(queue: string, event: CloudEvent, end: GivenUp): Promise<void> {
    const { pool, system, log } = this.#options;
    await storeFailure(pool, { ...failureOf(queue, event), ...end, carrier: {} });
    recordDeadLetter({ system, queue, event }, context.active());
    log.error(about(queue, event, end), 'message given up: it is a dead letter now');
  }

  async #giveUpUndelivered(queue: string, body: Buffer, end: GivenUp): Promise<void> {
    const event = readableEvent(body);
    if (event !== undefined) return inContextOf(event, () => this.#giveUp(queue, event, end));
    const messageId = `unreadable-${createHash('sha256').update(body).digest('hex').slice(0, 32)}`;
    await storeFailure(this.#options.pool, { queue, messageId, body, ...end, carrier: {} });
    this.#options.log.error(
      { queue, message_id: messageId, ...end },
      'message given up: it is a dead letter now',
    );
  }
}

function readableEvent(body: Buffer): CloudEvent | undefined {
  try {
    return parseCloudEvent(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function failureOf(queue: string, event: CloudEvent) {
  return { queue, event, messageId: event.id, body: Buffer.from(JSON.stringify(event)) };
}

function about(queue: string, event: CloudEvent, end: GivenUp): object {
  return {
    queue,
    message_id: event.id,
    message_type: event.type,
    order_id: event.orderid,
    tenant_id: event.tenantid,
    ...end,
  };
}

function orderKeyOf({ tenantid, orderid }: CloudEvent): string {
  return `${tenantid}/${orderid}`;
}
