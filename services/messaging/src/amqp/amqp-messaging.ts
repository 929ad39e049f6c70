import { setMaxListeners } from 'node:events';
import type { ConsumeMessage } from 'amqplib';
import { backOffMs, pause } from '../back-off.js';
import { parseCloudEvent, type CloudEvent } from '../cloud-event.js';
import { deadQueueOf } from '../dead-queue.js';
import { messageOf, PublishError } from '../errors.js';
import { InFlight } from '../in-flight.js';
import type { GivenUp, Intake, MessagingLog, Transport } from '../messaging.js';
import { Consumer } from './consumer.js';
import { DeclaredSession } from './declared-session.js';
import { eventHeaders, publishConfirmed } from './publish-confirmed.js';
import { openSession } from './session.js';

export interface AmqpMessagingOptions {
  /** `amqp://` or `amqps://`. */
  readonly url: string;
  readonly log: MessagingLog;
  /** Messages of one queue that are handled at a time; default 20. */
  readonly prefetch?: number;
  /** Time limit of one publish in milliseconds, including the wait for the broker; default 10,000. */
  readonly publishWithinMs?: number;
}

const reconnect = { firstMs: 200, maxMs: 10_000 };

/**
 * Messages over RabbitMQ: quorum queues, publisher confirms, manual acknowledgement. The broker's dead letters
 * in `<queue>.dead` are taken in too. Connects in the background and reconnects when the broker was away.
 */
export class AmqpMessaging implements Transport {
  readonly #options: Required<AmqpMessagingOptions>;
  readonly #intakes = new Map<string, Intake>();
  readonly #inFlight = new InFlight();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  /** The current session with the queues declared in it. */
  #session: DeclaredSession | undefined;
  /** Aborted when a session begins. */
  #begun = new AbortController();
  #problem = 'not connected yet';

  constructor(options: AmqpMessagingOptions) {
    this.#options = { prefetch: 20, publishWithinMs: 10_000, ...options };
    // One listener for each publish that waits for the broker, and for each held message.
    setMaxListeners(0, this.#closing.signal);
    this.#running = this.#run();
  }

  async publish(event: CloudEvent, { queue }: { readonly queue: string }): Promise<void> {
    const deadline = Date.now() + this.#options.publishWithinMs;
    const session = await this.#sessionBefore(deadline, queue);
    try {
      await session.declare(queue);
    } catch (cause) {
      const reason = messageOf(cause);
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

  async subscribe(queue: string, intake: Intake): Promise<void> {
    if (this.#intakes.has(queue)) throw new Error(`${queue} has its handler already`);
    this.#intakes.set(queue, intake);
    // Without a session, the next one starts the consumer.
    if (this.#session !== undefined) await this.#consume(this.#session, queue, intake);
  }

  health(): ReturnType<Transport['health']> {
    return this.#session === undefined ? { ok: false, reason: this.#problem } : { ok: true };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const session = this.#session;
    await session?.stopConsuming();
    await this.#inFlight.idle();
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
      for (const [queue, intake] of this.#intakes) await this.#consume(session, queue, intake);
    } catch (error) {
      this.#problem = messageOf(error);
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

  async #consume(session: DeclaredSession, queue: string, intake: Intake): Promise<void> {
    await session.declare(queue);
    await this.#deliver(session, queue, (message) => takeMessage(intake, message));
    await this.#deliver(session, deadQueueOf(queue), ({ content, properties }) =>
      intake.giveUp(content, endOf(properties.headers ?? {})),
    );
  }

  async #deliver(
    session: DeclaredSession,
    queue: string,
    deliver: (message: ConsumeMessage) => Promise<void>,
  ): Promise<void> {
    const { prefetch, log } = this.#options;
    const stopping = AbortSignal.any([this.#closing.signal, session.over]);
    setMaxListeners(0, stopping);
    await session.consume(queue, prefetch, (channel) => {
      return new Consumer(channel, { queue, deliver, stopping, log, inFlight: this.#inFlight });
    });
  }
}

async function takeMessage(intake: Intake, { content }: ConsumeMessage): Promise<void> {
  let event: CloudEvent;
  try {
    event = parseCloudEvent(content.toString('utf8'));
  } catch (error) {
    const reason = messageOf(error);
    return intake.giveUp(content, { reason, deliveries: 1 });
  }
  return intake.take(event);
}

/** Why the broker, or an earlier version of the service, has put a message into the dead letters. */
function endOf(headers: Readonly<Record<string, unknown>>): GivenUp {
  const { 'x-reason': given, 'x-first-death-reason': byBroker, 'x-deliveries': deliveries } = headers;
  const isLimit = byBroker === 'delivery_limit';
  const otherwise = isLimit ? 'delivered too often without an answer' : 'given up by the broker';
  return {
    reason: typeof given === 'string' ? given : otherwise,
    deliveries: typeof deliveries === 'number' ? deliveries : 1,
  };
}
