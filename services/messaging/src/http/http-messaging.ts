import { backOffMs, pause } from '../back-off.js';
import { cloudEventMediaType, readCloudEvent, type CloudEvent } from '../cloud-event.js';
import { deadQueueOf, type DeadLetters } from '../dead-letters.js';
import { defaultPatience, DeliveryCount, type Patience } from '../delivery-count.js';
import { InvalidMessageError, PublishError } from '../errors.js';
import { InOrder } from '../in-order.js';
import type { MessageHandler, Messaging, MessagingLog } from '../messaging.js';
import { recordDeadLetter } from '../traced-messaging.js';
import { postMessage } from './post-message.js';

export interface HttpMessagingOptions {
  /** For each queue, the base address of the service that reads it. */
  readonly routes: Readonly<Record<string, string>>;
  /** Store for messages that this service gives up. */
  readonly deadLetters: DeadLetters;
  readonly log: MessagingLog;
  /** Shared secret of the services, sent and required as a bearer token. Default: none. */
  readonly token?: string;
  /** Limits after which a failing message is given up; default 20 deliveries and five minutes. */
  readonly patience?: Patience;
  /** Time limit of one publish in milliseconds, including all tries; default 10,000. */
  readonly publishWithinMs?: number;
}

/** Outcome of a message that was posted to this service. */
export type Receipt =
  | { readonly outcome: 'handled' }
  | { readonly outcome: 'dead'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly retryAfterMs: number }
  | { readonly outcome: 'invalid'; readonly reason: string }
  | { readonly outcome: 'unknown_queue' };

const between = { firstMs: 100, maxMs: 5_000 };

/**
 * Messages by HTTP push, without a broker. The sender posts to `/messages/<queue>` of the reading service and
 * retries until that service has handled the message. It is durable together with the sender's outbox.
 */
export class HttpMessaging implements Messaging {
  readonly #options: Required<Omit<HttpMessagingOptions, 'token'>> & { token: string | undefined };
  readonly #handlers = new Map<string, MessageHandler>();
  readonly #failed: DeliveryCount;
  readonly #atWork = new InOrder();
  readonly #closing = new AbortController();

  constructor(options: HttpMessagingOptions) {
    this.#options = { token: undefined, patience: defaultPatience, publishWithinMs: 10_000, ...options };
    this.#failed = new DeliveryCount(this.#options.patience);
  }

  /** The secret that the receiving route requires. */
  get token(): string | undefined {
    return this.#options.token;
  }

  async publish(event: CloudEvent, { queue }: { readonly queue: string }): Promise<void> {
    const base = this.#options.routes[queue];
    if (base === undefined) throw new PublishError(queue, 'no route names the service that reads it');
    const { token, publishWithinMs } = this.#options;
    const url = `${base.replace(/\/$/, '')}/messages/${encodeURIComponent(queue)}`;
    const deadline = Date.now() + publishWithinMs;
    for (let failures = 1; ; failures++) {
      const problem = await postMessage({
        url,
        body: JSON.stringify(event),
        headers: {
          'content-type': cloudEventMediaType,
          ...unrecorded(event),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        withinMs: deadline - Date.now(),
        signal: this.#closing.signal,
      });
      if (problem === undefined) return;
      const waitMs = backOffMs(failures, between);
      const goesOn = Date.now() + waitMs < deadline && (await pause(waitMs, this.#closing.signal));
      if (!goesOn) throw new PublishError(queue, problem);
    }
  }

  subscribe(queue: string, handler: MessageHandler): Promise<void> {
    if (this.#handlers.has(queue)) throw new Error(`${queue} has its handler already`);
    this.#handlers.set(queue, handler);
    return Promise.resolve();
  }

  /** Takes a posted message. Resolves when it is handled, given up, or must be sent again. Never rejects. */
  async receive(queue: string, body: unknown): Promise<Receipt> {
    const handler = this.#handlers.get(queue);
    if (handler === undefined) return { outcome: 'unknown_queue' };
    if (this.#closing.signal.aborted) return { outcome: 'failed', retryAfterMs: between.maxMs };
    let event: CloudEvent;
    try {
      event = readCloudEvent(body);
    } catch (error) {
      return { outcome: 'invalid', reason: messageOf(error) };
    }
    const key = `${event.tenantid}/${event.orderid}`;
    return this.#atWork.run(key, () => this.#handle(queue, event, handler));
  }

  health(): { readonly ok: true } {
    return { ok: true };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#atWork.idle();
  }

  async #handle(queue: string, event: CloudEvent, handler: MessageHandler): Promise<Receipt> {
    try {
      await handler(event);
      this.#failed.forget(event.id);
      return { outcome: 'handled' };
    } catch (error) {
      return this.#refuse(queue, event, error);
    }
  }

  async #refuse(queue: string, event: CloudEvent, error: unknown): Promise<Receipt> {
    const { deadLetters, log } = this.#options;
    const { deliveries, isHopeless } = this.#failed.fail(event.id);
    const about = { queue, message_id: event.id, message_type: event.type, deliveries };
    const again: Receipt = { outcome: 'failed', retryAfterMs: backOffMs(deliveries, between) };
    if (!(error instanceof InvalidMessageError || isHopeless)) {
      log.warn({ ...about, err: error }, 'message not handled; it will come again');
      return again;
    }
    const reason = messageOf(error);
    try {
      await deadLetters.add(queue, event, { reason, deliveries });
    } catch (cause) {
      log.error({ ...about, err: cause }, 'dead letter not kept; the message will come again');
      return again;
    }
    this.#failed.forget(event.id);
    recordDeadLetter({ system: 'http', queue: deadQueueOf(queue), event });
    log.error({ ...about, reason }, 'message given up: it is a dead letter now');
    return { outcome: 'dead', reason };
  }
}

/**
 * Trace of the HTTP request, marked as not sampled. The message is the hop; the receiver's HTTP
 * instrumentation must not record a second one.
 */
function unrecorded({ traceparent }: CloudEvent): { traceparent?: string } {
  return traceparent === undefined ? {} : { traceparent: traceparent.replace(/-[0-9a-f]{2}$/, '-00') };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
