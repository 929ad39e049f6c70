import {
  orderRefText,
  stageVisits,
  timestampText,
  type EpochNanos,
  type OrderEvent,
  type OrderRef,
  type StageVisit,
} from '@ordertrace/model';
import type { Change } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import type { Cursor } from '../cursor.js';
import { Rounds } from '../rounds.js';
import { partnerOrder, type PartnerSource } from '../../partner/partner-order.js';
import type { Deliverer } from './deliverer.js';
import { deliveryKinds, eventIdIn, eventIdOf, type Delivery } from './delivery.js';
import type { Subscription } from './subscription.js';
import type { Subscriptions } from './subscriptions.js';

export interface FollowerOptions {
  readonly source: PartnerSource;
  readonly subscriptions: Subscriptions;
  readonly deliverer: Pick<Deliverer, 'add'>;
  /** Where it got to outlives the process. */
  readonly cursor: Pick<Cursor, 'read' | 'write'>;
  readonly now: () => EpochNanos;
  readonly logger: Pick<FastifyBaseLogger, 'error'>;
  readonly restMs?: number;
}

/** What is followed twice is queued once, so its place need not be on disk at each step. */
const writeEveryMs = 10_000;

const commitsAtOnce = 500;
const queuedOfOrder = 1000;
const rememberedEvents = 100_000;

/**
 * Follows what is committed and folded, and queues each milestone for the subscriptions of the order's tenant. Its place
 * moves on only when all before it is queued; what is told twice is queued once.
 */
export class MilestoneFollower {
  readonly #options: FollowerOptions;
  readonly #rounds: Rounds;
  #reached: bigint | undefined;
  #writtenMs = 0;
  /** Events that are queued for sure: the store need not be asked for them. */
  readonly #queued = new Set<string>();

  constructor(options: FollowerOptions) {
    this.#options = options;
    const { logger, restMs = 1000 } = options;
    this.#rounds = new Rounds({
      round: async () => ((await this.#hasMoved()) ? 0 : restMs),
      failed: (error) => {
        logger.error({ err: error }, 'milestones could not be followed; trying again');
        return restMs;
      },
    });
  }

  start(): void {
    this.#rounds.start();
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** One step on; whether anything was new. */
  async #hasMoved(): Promise<boolean> {
    const from = (this.#reached ??= await this.#beginning());
    this.#reached = await this.#step(from);
    return this.#reached > from;
  }

  /** Where it stopped; the end where it never ran, or where the store is another. */
  async #beginning(): Promise<bigint> {
    const { source, cursor } = this.#options;
    const { lastCommit } = await source.store.statistics();
    const saved = await cursor.read();
    if (saved !== undefined && saved.commit <= lastCommit) return saved.commit;
    await cursor.write({ commit: lastCommit });
    return lastCommit;
  }

  /** As far as it gets; `from` where nothing is new. */
  async #step(from: bigint): Promise<bigint> {
    const { source, cursor, deliverer, subscriptions } = this.#options;
    const folded = await source.store.savedCommit();
    if (folded <= from) return from;
    const active = subscriptions.active();
    const changes =
      active.length === 0 ? [] : await source.store.changesAfter({ commit: from, limit: commitsAtOnce });
    const ready = changes.filter((change) => change.commit <= folded);
    const deliveries = await this.#news(await this.#namedOrders(ready, active), active);
    if (deliveries.length > 0) await deliverer.add(deliveries);
    this.#remember(deliveries);
    const last = ready.at(-1)?.commit;
    const next = last === undefined || ready.length < changes.length ? (last ?? folded) : last;
    if (deliveries.length > 0 || performance.now() >= this.#writtenMs + writeEveryMs) {
      await cursor.write({ commit: next });
      this.#writtenMs = performance.now();
    }
    return next;
  }

  /** Orders of subscribed tenants that something new names, each once. */
  async #namedOrders(
    changes: readonly Change[],
    active: readonly Subscription[],
  ): Promise<readonly OrderRef[]> {
    const tenants = new Set(active.map(({ tenantId }) => tenantId));
    const named = new Map<string, OrderRef>();
    for (const { order } of changes) {
      const tenantId = order.tenantId === '' ? await this.#onlyTenant(order.orderId) : order.tenantId;
      if (tenantId === undefined || !tenants.has(tenantId)) continue;
      const ref = { tenantId, orderId: order.orderId };
      named.set(orderRefText(ref), ref);
    }
    return [...named.values()];
  }

  async #onlyTenant(orderId: string): Promise<string | undefined> {
    const [only, ...others] = await this.#options.source.store.tenantsOfOrder(orderId);
    return others.length === 0 ? only : undefined;
  }

  /** Milestones of these orders that their subscriptions were not told of. */
  async #news(orders: readonly OrderRef[], active: readonly Subscription[]): Promise<readonly Delivery[]> {
    if (orders.length === 0) return [];
    const events = new Map<string, OrderEvent[]>();
    for (const event of await this.#options.source.store.eventsOfOrders(orders)) {
      const key = orderRefText(event);
      const ofOrder = events.get(key);
      if (ofOrder === undefined) events.set(key, [event]);
      else ofOrder.push(event);
    }
    const news: Delivery[] = [];
    for (const order of orders) {
      const found = this.#milestones(order, events.get(orderRefText(order)) ?? [], active);
      const unknown = found.filter(({ eventId }) => !this.#queued.has(eventId));
      if (unknown.length > 0) news.push(...(await this.#unqueued(order, unknown)));
    }
    return news;
  }

  #milestones(
    order: OrderRef,
    events: readonly OrderEvent[],
    active: readonly Subscription[],
  ): readonly Milestone[] {
    const flow = this.#options.source.flows().of(order, events);
    const transitions = events.filter((event) => event.type === 'transition');
    const visits = countedVisits(stageVisits(flow, transitions));
    return active
      .filter(({ tenantId }) => tenantId === order.tenantId)
      .flatMap((subscription) =>
        visits
          .filter(({ visit }) => isWanted(subscription, visit))
          .map(({ visit, count }) => ({
            eventId: eventIdOf(subscription.id, order, { stage: visit.stage, visit: count }),
            ...{ subscriptionId: subscription.id, visit },
          })),
      );
  }

  /** Those that are no facts yet, as they are told. */
  async #unqueued(order: OrderRef, milestones: readonly Milestone[]): Promise<readonly Delivery[]> {
    const { source, now } = this.#options;
    const [state, { facts }] = await Promise.all([
      source.store.order(order),
      source.store.facts({ kinds: [deliveryKinds.queued], order, limit: queuedOfOrder }),
    ]);
    const queued = new Set(facts.map(eventIdIn));
    const next = state === undefined ? null : partnerOrder(state, source).next;
    return milestones
      .filter(({ eventId }) => !queued.has(eventId))
      .map(({ eventId, subscriptionId, visit: { stage, sinceNanos, untilNanos } }) => ({
        ...{ eventId, subscriptionId, order, queuedNanos: now() },
        data: {
          ...{ order_id: order.orderId, stage, entered_at: timestampText(sinceNanos) },
          next: untilNanos === undefined && state?.stage === stage ? next : null,
        },
      }));
  }

  #remember(deliveries: readonly Delivery[]): void {
    for (const { eventId } of deliveries) this.#queued.add(eventId);
    for (const oldest of this.#queued) {
      if (this.#queued.size <= rememberedEvents) return;
      this.#queued.delete(oldest);
    }
  }
}

/** A stay that a subscription is to be told of. */
interface Milestone {
  readonly eventId: string;
  readonly subscriptionId: string;
  readonly visit: StageVisit;
}

/** Each stay with its number among those in the same stage: late news may change its time, seldom its number. */
function countedVisits(
  visits: readonly StageVisit[],
): readonly { readonly visit: StageVisit; readonly count: number }[] {
  const counts = new Map<string, number>();
  return visits.map((visit) => {
    const count = (counts.get(visit.stage) ?? 0) + 1;
    counts.set(visit.stage, count);
    return { visit, count };
  });
}

/** Past orders that are imported are no news, and neither is what was before the subscription. */
function isWanted({ milestones, enabledNanos }: Subscription, { stage, sinceNanos, transition }: StageVisit) {
  return (
    transition.source === undefined &&
    sinceNanos >= enabledNanos &&
    (milestones.length === 0 || milestones.includes(stage))
  );
}
