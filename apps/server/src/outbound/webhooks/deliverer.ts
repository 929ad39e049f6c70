import { millisFromNanos, type EpochNanos } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { postOutside, signedEvent, type InsideHosts, type WebhookEvent } from '../post/index.js';
import type { Sent } from '../sent.js';
import { TargetQueues, type Attempt, type Pace, type Tried } from '../target-queues.js';
import { queuedFact, triedFact, type Delivery } from './delivery.js';
import { keysOf, type Subscription } from './subscription.js';
import type { Subscriptions } from './subscriptions.js';
import { readWaiting } from './waiting.js';

export interface DelivererOptions {
  readonly store: Facts;
  readonly subscriptions: Subscriptions;
  /** The key of the secrets. */
  readonly key: Buffer;
  readonly insideHosts: InsideHosts;
  readonly now: () => EpochNanos;
  readonly logger: Pick<FastifyBaseLogger, 'error' | 'warn'>;
  readonly onTried?: (outcome: Tried['outcome']) => void;
  readonly pace?: Partial<WebhookPace>;
}

export interface WebhookPace extends Pace {
  /** A receiver without a success for this time is disabled. */
  readonly disableAfterMs: number;
}

const usualPace: WebhookPace = {
  item: { firstMs: 5000, longestMs: 6 * 3_600_000 },
  target: { firstMs: 5000, longestMs: 10 * 60_000 },
  attemptsAtMost: 16,
  waitingAtMost: 50_000,
  disableAfterMs: 3 * 24 * 3_600_000,
};

/** Waiting events were queued within this time: all attempts of an event take less. */
const rememberedNanos = 5n * 24n * 3_600_000_000_000n;

/**
 * Delivers events to subscriptions at least once. Each event is stored as a fact before its first attempt,
 * and each attempt after it. A subscription is disabled if its address is invalid or its deliveries fail for
 * a long time.
 */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #pace: WebhookPace;
  readonly #queues: TargetQueues<Delivery>;
  readonly #failingSince = new Map<string, EpochNanos>();

  constructor(options: DelivererOptions) {
    const { subscriptions, now, logger, pace } = options;
    this.#options = options;
    this.#pace = { ...usualPace, ...pace };
    this.#queues = new TargetQueues({
      name: 'webhook deliveries',
      pace: this.#pace,
      now,
      logger,
      isOpen: (id) => isActive(subscriptions.get(id)),
      attempt: (id, delivery) => this.#attempt(id, delivery),
    });
  }

  /** Starts with the events that wait according to the store, also after a stop. */
  async start(): Promise<void> {
    this.#queues.clear();
    this.#failingSince.clear();
    const { store, subscriptions, now, logger } = this.#options;
    const bySubscription = await readWaiting(store, {
      subscriptions,
      fromNanos: now() - rememberedNanos,
      onBroken: (factId) => logger.error({ fact: factId }, 'a stored webhook event can not be read; skipped'),
    });
    for (const [id, { waiting, failingSinceNanos }] of bySubscription) {
      if (failingSinceNanos !== undefined) this.#failingSince.set(id, failingSinceNanos);
      for (const [eventId, one] of waiting) this.#queues.put(id, eventId, one);
    }
    this.#queues.start();
  }

  /** Resolves when the running attempts have ended. */
  stop(): Promise<void> {
    return this.#queues.stop();
  }

  waiting(subscriptionId?: string): number {
    return this.#queues.waiting(subscriptionId);
  }

  /** Resolves when the events are stored. Events that are or were queued are ignored. */
  async add(deliveries: readonly Delivery[]): Promise<void> {
    const { store, subscriptions } = this.#options;
    await store.appendFacts(deliveries.map(queuedFact));
    for (const item of deliveries) {
      const subscription = subscriptions.get(item.subscriptionId);
      if (subscription === undefined || !isActive(subscription)) continue;
      const waiting = { item, attempts: 0, dueNanos: 0n };
      if (!this.#queues.put(item.subscriptionId, item.eventId, waiting))
        await this.#disable(subscription, `more than ${this.#pace.waitingAtMost} events were waiting`);
    }
  }

  /** Sends one event now, without the queue. */
  async test(subscription: Subscription, event: WebhookEvent): Promise<Tried> {
    const { now, store } = this.#options;
    const sent = await this.#send(subscription, event);
    const tried: Tried = {
      outcome: sent.outcome === 'delivered' ? 'delivered' : 'failed',
      attempt: 1,
      atNanos: now(),
      ...(sent.outcome === 'delivered' ? {} : { error: sent.reason }),
    };
    this.#options.onTried?.(tried.outcome);
    const what = { eventId: event.id, subscriptionId: subscription.id, stage: '' };
    const order = { tenantId: subscription.tenantId, orderId: '' };
    await store.appendFacts([triedFact({ ...what, order }, tried)]);
    return tried;
  }

  async #attempt(id: string, delivery: Delivery): Promise<Attempt | undefined> {
    const subscription = this.#options.subscriptions.get(id);
    if (subscription === undefined || !isActive(subscription)) return undefined;
    const sent = await this.#send(subscription, eventOf(delivery));
    return { sent, keep: (tried) => this.#keep({ subscription, delivery, sent }, tried) };
  }

  async #keep(
    { subscription, delivery, sent }: { subscription: Subscription; delivery: Delivery; sent: Sent },
    tried: Tried,
  ): Promise<void> {
    const { store, onTried } = this.#options;
    const { id } = subscription;
    const { eventId, order, data } = delivery;
    onTried?.(tried.outcome);
    await store.appendFacts([triedFact({ eventId, subscriptionId: id, order, stage: data.stage }, tried)]);
    if (sent.outcome === 'delivered') {
      this.#failingSince.delete(id);
      return;
    }
    const sinceNanos = this.#failingSince.get(id) ?? tried.atNanos;
    this.#failingSince.set(id, sinceNanos);
    if (sent.outcome === 'refused') await this.#disable(subscription, sent.reason);
    else if (millisFromNanos(tried.atNanos - sinceNanos) >= this.#pace.disableAfterMs)
      await this.#disable(subscription, `no delivery succeeded for long; at last: ${sent.reason}`);
  }

  async #disable(subscription: Subscription, reason: string): Promise<void> {
    this.#options.logger.warn({ webhook: subscription.id, reason }, 'a webhook was disabled');
    await this.#options.subscriptions.disable(subscription, reason);
    this.#failingSince.delete(subscription.id);
    this.#queues.drop(subscription.id);
  }

  async #send(subscription: Subscription, event: WebhookEvent): Promise<Sent> {
    const { key, now, insideHosts } = this.#options;
    const sentNanos = now();
    const keys = keysOf(subscription, key, sentNanos);
    const signed = signedEvent(event, keys, millisFromNanos(sentNanos));
    const sent = await postOutside(subscription.url, signed, insideHosts);
    return sent.outcome === 'retry' && sent.reason === goneAnswer ? { ...sent, outcome: 'refused' } : sent;
  }
}

/** The receiver reports that it is gone. */
const goneAnswer = 'answered 410';

function isActive(subscription: Subscription | undefined): boolean {
  return subscription !== undefined && subscription.disabled === undefined;
}

function eventOf({ eventId, data, order }: Delivery): WebhookEvent {
  const timeMs = Date.parse(data.entered_at);
  return { id: eventId, type: 'ordertrace.order.milestone', subject: order.orderId, timeMs, data };
}
