import { setMaxListeners } from 'node:events';
import { backOffMs, pause } from '../back-off.js';
import { cloudEventMediaType, readCloudEvent, type CloudEvent } from '../cloud-event.js';
import { messageOf, PublishError } from '../errors.js';
import { InFlight } from '../in-flight.js';
import type { Intake, Transport } from '../messaging.js';
import { postMessage } from './post-message.js';

export interface HttpMessagingOptions {
  /** For each queue, the base address of the service that reads it. */
  readonly routes: Readonly<Record<string, string>>;
  /** Shared secret of the services, sent and required as a bearer token. Default: none. */
  readonly token?: string;
  /** Time limit of one publish in milliseconds, including all tries; default 10,000. */
  readonly publishWithinMs?: number;
}

/** Outcome of a message that was posted to this service. */
export type Receipt =
  | { readonly outcome: 'taken' }
  | { readonly outcome: 'failed'; readonly retryAfterMs: number }
  | { readonly outcome: 'invalid'; readonly reason: string }
  | { readonly outcome: 'unknown_queue' };

const between = { firstMs: 100, maxMs: 5_000 };

/**
 * Messages by HTTP push, without a broker. The sender posts to `/messages/<queue>` of the reading service and
 * retries until that service has taken the message. It is durable together with the sender's outbox.
 */
export class HttpMessaging implements Transport {
  readonly #options: Required<Omit<HttpMessagingOptions, 'token'>> & { token: string | undefined };
  readonly #intakes = new Map<string, Intake>();
  readonly #inFlight = new InFlight();
  readonly #closing = new AbortController();

  constructor(options: HttpMessagingOptions) {
    this.#options = { token: undefined, publishWithinMs: 10_000, ...options };
    // One listener for each message that is being published.
    setMaxListeners(0, this.#closing.signal);
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

  subscribe(queue: string, intake: Intake): Promise<void> {
    if (this.#intakes.has(queue)) throw new Error(`${queue} has its handler already`);
    this.#intakes.set(queue, intake);
    return Promise.resolve();
  }

  /** Takes a posted message. Resolves when it is taken or must be sent again. Never rejects. */
  async receive(queue: string, body: unknown): Promise<Receipt> {
    const intake = this.#intakes.get(queue);
    if (intake === undefined) return { outcome: 'unknown_queue' };
    if (this.#closing.signal.aborted) return { outcome: 'failed', retryAfterMs: between.maxMs };
    let event: CloudEvent;
    try {
      event = readCloudEvent(body);
    } catch (error) {
      return { outcome: 'invalid', reason: messageOf(error) };
    }
    return this.#inFlight.add(intake.take(event)).then(
      () => ({ outcome: 'taken' }),
      () => ({ outcome: 'failed', retryAfterMs: between.maxMs }),
    );
  }

  health(): { readonly ok: true } {
    return { ok: true };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#inFlight.idle();
  }
}

/**
 * Trace of the HTTP request, marked as not sampled. The message is the hop; the receiver's HTTP
 * instrumentation must not record a second one.
 */
function unrecorded({ traceparent }: CloudEvent): { traceparent?: string } {
  return traceparent === undefined ? {} : { traceparent: traceparent.replace(/-[0-9a-f]{2}$/, '-00') };
}
