import { backOffMs, pause } from '../back-off.js';
import type { CloudEvent } from '../cloud-event.js';
import { defaultPatience, DeliveryCount, type Patience } from '../delivery-count.js';
import { PublishError } from '../errors.js';
import { InOrder } from '../in-order.js';
import type { MessageHandler, Messaging, MessagingLog } from '../messaging.js';
import { Consumer } from './consumer.js';
import { deadQueueOf } from '../dead-letters.js';
import { DeclaredSession } from './declared-session.js';
import { eventHeaders, publishConfirmed } from './publish-confirmed.js';
import { openSession } from './session.js';

export interface AmqpMessagingOptions {
  /** `amqp://` or `amqps://`. */
  readonly url: string;
  readonly log: MessagingLog;
  /** Messages of one queue that are handled at a time; default 20. */
  readonly prefetch?: number;
  /** Limits after which a failing message is given up; default 20 deliveries and five minutes. */
  readonly patience?: Patience;
  /** Time limit of one publish in milliseconds, including the wait for the broker; default 10,000. */
  readonly publishWithinMs?: number;
}

const reconnect = { firstMs: 200, maxMs: 10_000 };

/**
 * Messages over RabbitMQ: quorum queues, publisher confirms, manual acknowledgement, dead letters in
 * `<queue>.dead`. Connects in the background and reconnects when the broker was away.
 */
export class AmqpMessaging implements Messaging {
  readonly #options: Required<AmqpMessagingOptions>;
  readonly #handlers = new Map<string, MessageHandler>();
  readonly #failed: DeliveryCount;
  readonly #atWork = new InOrder();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  /** The current session with the queues declared in it. */
  #session: DeclaredSession | undefined;
  /** Aborted when a session begins. */
  #begun = new AbortController();
  #problem = 'not connected yet';

  constructor(options: AmqpMessagingOptions) {
    this.#options = { prefetch: 20, patience: defaultPatience, publishWithinMs: 10_000, ...options };
    this.#failed = new DeliveryCount(this.#options.patience);
    this.#running = this.#run();
  }

  async publish(event: CloudEvent, { queue }: { readonly queue: string }): Promise<void> {
    const deadline = Date.now() + this.#options.publishWithinMs;
    const session = await this.#sessionBefore(deadline, queue);
    try {
      await session.declare(queue);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new PublishError(queue, `the queue could not be declared: ${reason}`, { cause });
    }
    await publishConfirmed(session, {
      queue,
      content: Buffer.from(JSON.stringify(event)),
      headers: eventHeaders(event),
      messageId: event.id,
      withinMs: deadline - Date.now(),
    });
  }

  async subscribe(queue: string, handler: MessageHandler): Promise<void> {
    if (this.#handlers.has(queue)) throw new Error(`${queue} has its handler already`);
    this.#handlers.set(queue, handler);
    // Without a session, the next one starts the consumer.
    if (this.#session !== undefined) await this.#consume(this.#session, queue, handler);
  }

  health(): ReturnType<Messaging['health']> {
    return this.#session === undefined ? { ok: false, reason: this.#problem } : { ok: true };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const session = this.#session;
    await session?.stopConsuming();
    await this.#atWork.idle();
    await session?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    for (;;) {
      const lasted = await this.#oneSession();
      if (this.#isClosing()) return;
      failures = lasted ? 1 : failures + 1;
      const waitMs = backOffMs(failures, reconnect);
      this.#options.log.warn({ reason: this.#problem, retry_in_ms: Math.round(waitMs) }, 'no broker');
      await pause(waitMs, this.#closing.signal);
    }
  }

  /** Connects and consumes. Resolves when the session has ended; to false if it was never established. */
  async #oneSession(): Promise<boolean> {
    let session: DeclaredSession | undefined;
    try {
      session = new DeclaredSession(await openSession(this.#options.url));
      for (const [queue, handler] of this.#handlers) await this.#consume(session, queue, handler);
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      await session?.close();
      return false;
    }
    if (this.#isClosing()) {
      await session.close();
      return false;
    }
    this.#session = session;
    this.#begun.abort();
    this.#options.log.info({}, 'connected to the broker');
    this.#problem = await session.ended;
    this.#session = undefined;
    this.#begun = new AbortController();
    return true;
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  async #sessionBefore(deadline: number, queue: string): Promise<DeclaredSession> {
    const stop = AbortSignal.any([this.#begun.signal, this.#closing.signal]);
    if (this.#session === undefined) await pause(deadline - Date.now(), stop);
    if (this.#session === undefined) throw new PublishError(queue, `no broker: ${this.#problem}`);
    return this.#session;
  }

  async #consume(session: DeclaredSession, queue: string, handler: MessageHandler): Promise<void> {
    const { prefetch, log } = this.#options;
    await session.declare(queue);
    await session.consume(queue, prefetch, (channel) => {
      return new Consumer(channel, {
        queue,
        handler,
        failed: this.#failed,
        atWork: this.#atWork,
        stopping: this.#closing.signal,
        log,
        deadLetter: (content, end) =>
          publishConfirmed(session, {
            queue: deadQueueOf(queue),
            content,
            headers: { 'x-reason': end.reason, 'x-deliveries': end.deliveries },
            withinMs: this.#options.publishWithinMs,
          }),
      });
    });
  }
}
