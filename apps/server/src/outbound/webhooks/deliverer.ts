import { nanosFromMillis, millisFromNanos, type EpochNanos } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { Rounds } from '../rounds.js';
import { postOutside, signedEvent, type InsideHosts, type WebhookEvent } from '../post/index.js';
import { queuedFact, triedFact, type Delivery, type Tried } from './delivery.js';
import { keysOf, type Subscription } from './subscription.js';
import type { Subscriptions } from './subscriptions.js';
import { emptyQueue, readQueues, type Queue, type Waiting } from './waiting.js';

export interface DelivererOptions {
  readonly store: Facts;
  readonly subscriptions: Subscriptions;
  /** What secrets are made of. */
  readonly key: Buffer;
  readonly insideHosts: InsideHosts;
  readonly now: () => EpochNanos;
  readonly logger: Pick<FastifyBaseLogger, 'error' | 'warn'>;
  readonly onTried?: (outcome: Tried['outcome']) => void;
  readonly pace?: Partial<Pace>;
}

export interface Pace {
  /** How long the first pause after a failure is; each next one is twice as long. */
  readonly firstPauseMs: number;
  /** The longest pause before an event is tried again, and before a receiver that fails is tried at all. */
  readonly longestPauseMs: number;
  readonly longestReceiverPauseMs: number;
  /** With so many tries an event is given up. */
  readonly triesAtMost: number;
  /** A receiver that has taken nothing for so long is told nothing more. */
  readonly disableAfterMs: number;
  /** More events than these don't wait for one receiver. */
  readonly waitingAtMost: number;
  readonly lookEveryMs: number;
}

const usual: Pace = {
  firstPauseMs: 5000,
  longestPauseMs: 6 * 3_600_000,
  longestReceiverPauseMs: 10 * 60_000,
  triesAtMost: 16,
  disableAfterMs: 3 * 24 * 3_600_000,
  waitingAtMost: 50_000,
  lookEveryMs: 1000,
};

/** What may wait was queued within this time: all tries of an event take less. */
const rememberedNanos = 5n * 24n * 3_600_000_000_000n;

/**
 * Delivers events to subscriptions, at least once: each is a fact before it is sent first, and each try is one after.
 * A subscription gets one at a time; one that fails waits longer each time and holds no other up.
 */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #pace: Pace;
  readonly #rounds: Rounds;
  readonly #busy = new Map<string, Promise<void>>();
  #queues = new Map<string, Queue>();

  constructor(options: DelivererOptions) {
    this.#options = options;
    this.#pace = { ...usual, ...options.pace };
    this.#rounds = new Rounds({
      round: () => {
        this.look();
        return this.#pace.lookEveryMs;
      },
      failed: (error) => {
        options.logger.error({ err: error }, 'webhook deliveries could not be looked after; trying again');
        return this.#pace.lookEveryMs;
      },
    });
  }

  async start(): Promise<void> {
    const { store, subscriptions, now } = this.#options;
    this.#queues = await readQueues(store, subscriptions, now() - rememberedNanos);
    this.#rounds.start();
  }

  /** Resolves when the tries under way have ended. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    await Promise.all(this.#busy.values());
  }

  waiting(subscriptionId?: string): number {
    if (subscriptionId !== undefined) return this.#queues.get(subscriptionId)?.waiting.size ?? 0;
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.waiting.size, 0);
  }

  /** Resolves when they are kept. What is queued already, or was, changes nothing. */
  async add(deliveries: readonly Delivery[]): Promise<void> {
    const { store, subscriptions } = this.#options;
    await store.appendFacts(deliveries.map(queuedFact));
    for (const delivery of deliveries) {
      const queue = this.#queueOf(delivery.subscriptionId);
      queue.waiting.set(delivery.eventId, { ...delivery, tries: 0, nextNanos: 0n });
      const subscription = subscriptions.get(delivery.subscriptionId);
      if (subscription !== undefined && queue.waiting.size > this.#pace.waitingAtMost)
        await this.#disable(subscription, `more than ${this.#pace.waitingAtMost} events were waiting`);
    }
    this.look();
  }

  /** Sends one event now, without queue. */
  async test(subscription: Subscription, event: WebhookEvent): Promise<Tried> {
    const tried = await this.#send(subscription, event, 1);
    const what = { eventId: event.id, subscriptionId: subscription.id, stage: '' };
    const order = { tenantId: subscription.tenantId, orderId: '' };
    await this.#options.store.appendFacts([triedFact({ ...what, order }, tried)]);
    return tried;
  }

  /** Begins with what is due. */
  look(): void {
    for (const [id, queue] of this.#queues) {
      const subscription = this.#options.subscriptions.get(id);
      if (subscription === undefined || subscription.disabled !== undefined) this.#queues.delete(id);
      else if (!this.#busy.has(id) && this.#due(queue) !== undefined)
        this.#busy.set(
          id,
          this.#drain(id, queue)
            .catch((error: unknown) =>
              this.#options.logger.error({ err: error }, 'webhook deliveries failed'),
            )
            .finally(() => this.#busy.delete(id)),
        );
    }
  }

  #queueOf(id: string): Queue {
    const queue = this.#queues.get(id) ?? emptyQueue();
    this.#queues.set(id, queue);
    return queue;
  }

  #due(queue: Queue): Waiting | undefined {
    const now = this.#options.now();
    if (queue.pausedUntilNanos > now) return undefined;
    for (const waiting of queue.waiting.values()) if (waiting.nextNanos <= now) return waiting;
    return undefined;
  }

  async #drain(id: string, queue: Queue): Promise<void> {
    for (let due = this.#due(queue); due !== undefined; due = this.#due(queue)) {
      const subscription = this.#options.subscriptions.get(id);
      if (this.#rounds.isStopping || subscription?.disabled !== undefined) return;
      if (subscription === undefined) return;
      await this.#try(subscription, queue, due);
    }
  }

  async #try(subscription: Subscription, queue: Queue, waiting: Waiting): Promise<void> {
    const { eventId, data, order } = waiting;
    const tried = await this.#send(subscription, eventOf(waiting), waiting.tries + 1);
    const fact = triedFact({ eventId, subscriptionId: subscription.id, order, stage: data.stage }, tried);
    if (tried.outcome === 'failed') this.#later(queue, waiting, tried);
    else queue.waiting.delete(eventId);
    await this.#options.store.appendFacts([fact]);
    if (tried.outcome === 'delivered') {
      queue.failures = 0;
      queue.failingSinceNanos = undefined;
      return;
    }
    queue.failingSinceNanos ??= tried.atNanos;
    const failingMs = millisFromNanos(tried.atNanos - queue.failingSinceNanos);
    if (tried.error === goneAnswer) await this.#disable(subscription, goneAnswer);
    else if (failingMs >= this.#pace.disableAfterMs)
      await this.#disable(subscription, `no delivery succeeded for long; at last: ${tried.error ?? ''}`);
  }

  /** The event waits, and so does the receiver, which may be away as a whole. */
  #later(queue: Queue, waiting: Waiting, { atNanos, attempt }: Tried): void {
    const { firstPauseMs, longestPauseMs, longestReceiverPauseMs } = this.#pace;
    const after = (pauseMs: number) =>
      atNanos + nanosFromMillis(Math.round(pauseMs * (0.75 + Math.random() / 4)));
    const nextNanos = after(Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs));
    queue.waiting.delete(waiting.eventId);
    queue.waiting.set(waiting.eventId, { ...waiting, tries: attempt, nextNanos });
    queue.failures += 1;
    queue.pausedUntilNanos = after(
      Math.min(firstPauseMs * 2 ** (queue.failures - 1), longestReceiverPauseMs),
    );
  }

  async #disable(subscription: Subscription, reason: string): Promise<void> {
    this.#options.logger.warn({ webhook: subscription.id, reason }, 'a webhook was disabled');
    await this.#options.subscriptions.disable(subscription, reason);
    this.#queues.delete(subscription.id);
  }

  async #send(subscription: Subscription, event: WebhookEvent, attempt: number): Promise<Tried> {
    const { key, now, insideHosts, onTried } = this.#options;
    const sentNanos = now();
    const keys = keysOf(subscription, key, sentNanos);
    const signed = signedEvent(event, keys, millisFromNanos(sentNanos));
    const error = await postOutside(new URL(subscription.url), signed, insideHosts).then(
      (status) => (status >= 200 && status < 300 ? undefined : `answered ${status}`),
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
    const outcome =
      error === undefined ? 'delivered' : attempt >= this.#pace.triesAtMost ? 'given_up' : 'failed';
    onTried?.(outcome);
    return { outcome, attempt, atNanos: now(), ...(error === undefined ? {} : { error }) };
  }
}

/** The receiver says that it is none any more. */
const goneAnswer = 'answered 410';

function eventOf({ eventId, data, order }: Waiting): WebhookEvent {
  const timeMs = Date.parse(data.entered_at);
  return { id: eventId, type: 'ordertrace.order.milestone', subject: order.orderId, timeMs, data };
}
