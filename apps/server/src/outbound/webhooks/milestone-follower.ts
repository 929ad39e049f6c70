import { grouped } from '@ordertrace/conventions';
import {
  orderRefText,
  stageVisits,
  timestampText,
  type EpochNanos,
  type Flows,
  type OrderEvent,
  type OrderRef,
  type OrderState,
  type StageVisit,
} from '@ordertrace/model';
import type { ExpectedStage } from '@ordertrace/api';
import type { Change, Position, Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { Recent } from '../../metrics/recent.js';
import { beginIn } from '../begin-in.js';
import { Follower, type Step } from '../follower.js';
import type { PositionStore } from '../position-file.js';
import type { Deliverer } from './deliverer.js';
import { deliveryKinds, eventIdIn, eventIdOf, type Delivery } from './delivery.js';
import type { Subscription } from './subscription.js';
import type { Subscriptions } from './subscriptions.js';

export interface MilestoneFollowerOptions {
  readonly store: Store;
  /** The active flows; they may change while the server runs. */
  readonly flows: () => Flows;
  /** The next stage of an order, as partners see it. */
  readonly expectedStage: (state: OrderState) => ExpectedStage | null;
  readonly subscriptions: Subscriptions;
  readonly deliverer: Pick<Deliverer, 'add'>;
  readonly positions: PositionStore;
  readonly now: () => EpochNanos;
  readonly logger: Pick<FastifyBaseLogger, 'error'>;
}

const commitsAtOnce = 500;
const queuedOfOrder = 1000;
const rememberedEvents = 100_000;

/** Follows the commits that have been folded. Changed orders wake it. */
export function milestoneFollower(options: MilestoneFollowerOptions): Follower<Position> {
  const { store, positions, logger } = options;
  const milestones = new Milestones(options);
  return new Follower({
    name: 'following milestones for webhooks',
    positions,
    logger,
    begin: (stored) => beginIn(store.positions, stored),
    step: (from) => milestones.step(from),
  });
}

/**
 * Queues each milestone for the subscriptions of the order's tenant. The ID of an event is constant, so a
 * milestone that is read twice is queued once.
 */
class Milestones {
  readonly #options: MilestoneFollowerOptions;
  /** Events that are certainly queued, so that the store need not be read for them. */
  readonly #queued = new Recent(rememberedEvents);

  constructor(options: MilestoneFollowerOptions) {
    this.#options = options;
  }

  async step(from: Position): Promise<Step<Position> | undefined> {
    const { store, deliverer, subscriptions } = this.#options;
    const { positions } = store;
    const folded = await store.savedPosition();
    if (positions.distance(from, folded) === 0) return undefined;
    const active = subscriptions.active();
    const changes =
      active.length === 0 ? [] : await store.changesAfter({ after: from, limit: commitsAtOnce });
    const ready = changes.filter(({ position }) => positions.distance(folded, position) === 0);
    const deliveries = await this.#news(await this.#namedOrders(ready, active), active);
    if (deliveries.length > 0) await deliverer.add(deliveries);
    for (const { eventId } of deliveries) this.#queued.add(eventId);
    return { position: ready.at(-1)?.position ?? folded, hadEffect: deliveries.length > 0 };
  }

  /** The orders of subscribed tenants in new telemetry, without duplicates. */
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
    const [only, ...others] = await this.#options.store.tenantsOfOrder(orderId);
    return others.length === 0 ? only : undefined;
  }

  /** Milestones of these orders that are not queued for their subscriptions. */
  async #news(orders: readonly OrderRef[], active: readonly Subscription[]): Promise<readonly Delivery[]> {
    if (orders.length === 0) return [];
    const events = grouped(await this.#options.store.eventsOfOrders(orders), orderRefText);
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
    const flow = this.#options.flows().of(order, events);
    const transitions = events.filter((event) => event.type === 'transition');
    const visits = countedVisits(stageVisits(flow, transitions));
    return active
      .filter(({ tenantId }) => tenantId === order.tenantId)
      .flatMap((subscription) =>
        visits
          .filter(({ visit }) => isWanted(subscription, visit))
          .map(({ visit, count }) => ({
            eventId: eventIdOf(subscription.id, order, { stage: visit.stage, visit: count }),
            subscriptionId: subscription.id,
            visit,
          })),
      );
  }

  /** The milestones without a stored fact, as events. */
  async #unqueued(order: OrderRef, milestones: readonly Milestone[]): Promise<readonly Delivery[]> {
    const { store, expectedStage, now } = this.#options;
    const [state, { facts }] = await Promise.all([
      store.order(order),
      store.facts({ kinds: [deliveryKinds.queued], order, limit: queuedOfOrder }),
    ]);
    const queued = new Set(facts.map(eventIdIn));
    const next = state === undefined ? null : expectedStage(state);
    return milestones
      .filter(({ eventId }) => !queued.has(eventId))
      .map(({ eventId, subscriptionId, visit: { stage, sinceNanos, untilNanos } }) => ({
        eventId,
        subscriptionId,
        order,
        queuedNanos: now(),
        data: {
          order_id: order.orderId,
          stage,
          entered_at: timestampText(sinceNanos),
          next: untilNanos === undefined && state?.stage === stage ? next : null,
        },
      }));
  }
}

/** A stay that a subscription receives an event for. */
interface Milestone {
  readonly eventId: string;
  readonly subscriptionId: string;
  readonly visit: StageVisit;
}

/**
 * The stays with their number within the same stage. Late telemetry may change the time of a stay, but seldom
 * its number.
 */
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

/** Excludes imported past orders, and milestones before the subscription. */
function isWanted({ milestones, enabledNanos }: Subscription, { stage, sinceNanos, transition }: StageVisit) {
  return (
    transition.source === undefined &&
    sinceNanos >= enabledNanos &&
    (milestones.length === 0 || milestones.includes(stage))
  );
}
