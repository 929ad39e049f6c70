import type { Channel, ConfirmChannel } from 'amqplib';
import type { Consumer } from './consumer.js';
import { declareQueue } from './declare-queue.js';
import type { Session } from './session.js';

/** A session with the queues that it has declared and the consumers that it runs. */
export class DeclaredSession {
  readonly #session: Session;
  readonly #declared = new Map<string, Promise<void>>();
  readonly #consuming: { readonly channel: Channel; readonly tag: string }[] = [];
  readonly #over = new AbortController();

  constructor(session: Session) {
    this.#session = session;
    void session.ended.then(() => this.#over.abort());
  }

  /** Aborted when the session has ended. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get publisher(): ConfirmChannel {
    return this.#session.publisher;
  }

  /** Resolves with the reason when the session has ended. Never rejects. */
  get ended(): Promise<string> {
    return this.#session.ended;
  }

  /** Declares the queue and its dead letters, once per session. */
  declare(queue: string): Promise<void> {
    let declared = this.#declared.get(queue);
    if (declared === undefined) {
      declared = this.#declareApart(queue);
      this.#declared.set(queue, declared);
    }
    return declared;
  }

  async consume(queue: string, prefetch: number, make: (channel: Channel) => Consumer): Promise<void> {
    const channel = await this.#session.channel();
    await channel.prefetch(prefetch);
    const consumer = make(channel);
    const { consumerTag: tag } = await channel.consume(queue, (message) => {
      // Null instead of a message: the queue was deleted. A new session declares it again.
      if (message === null) void this.close();
      else consumer.take(message);
    });
    this.#consuming.push({ channel, tag });
  }

  /** Stops further messages. Messages in progress can still be acknowledged. */
  async stopConsuming(): Promise<void> {
    await Promise.allSettled(this.#consuming.map(({ channel, tag }) => channel.cancel(tag)));
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** The broker answers a contradictory declaration by closing the channel; hence a channel of its own. */
  async #declareApart(queue: string): Promise<void> {
    const channel = await this.#session.channel();
    await declareQueue(channel, queue);
  }
}
