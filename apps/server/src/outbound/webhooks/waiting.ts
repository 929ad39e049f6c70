import { allPages } from '@ordertrace/conventions';
import type { EpochNanos } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';
import type { Waiting } from '../target-queues.js';
import { deliveryKinds, deliveryOf, eventIdIn, type Delivery } from './delivery.js';
import type { Subscriptions } from './subscriptions.js';

/** The events of one subscription, folded from facts. */
export interface WaitingEvents {
  /** By event ID, oldest first. */
  readonly waiting: Map<string, Waiting<Delivery>>;
  /** Since when no attempt has succeeded, if the last one failed. */
  failingSinceNanos: EpochNanos | undefined;
}

export interface WaitingQuery {
  readonly subscriptions: Subscriptions;
  readonly fromNanos: EpochNanos;
  /** Called with the ID of an invalid delivery fact, which is skipped. */
  readonly onBroken: (factId: string) => void;
}

const pageSize = 1000;

function noEvents(): WaitingEvents {
  return { waiting: new Map(), failingSinceNanos: undefined };
}

/**
 * The waiting events, by subscription, from the facts of the last days: queued since the subscription was
 * enabled, and neither delivered nor given up. After a restart, failed events are due at once.
 */
export async function readWaiting(
  store: Facts,
  { subscriptions, fromNanos, onBroken }: WaitingQuery,
): Promise<Map<string, WaitingEvents>> {
  const bySubscription = new Map<string, WaitingEvents>();
  const query = { kinds: Object.values(deliveryKinds), fromNanos, limit: pageSize };
  for await (const page of allPages((from) => store.facts({ ...query, ...from })))
    for (const fact of page.facts) {
      const subscription = subscriptions.get(fact.subject);
      if (subscription === undefined || fact.timeNanos < subscription.enabledNanos) continue;
      const events = bySubscription.get(fact.subject) ?? noEvents();
      bySubscription.set(fact.subject, events);
      const { waiting } = events;
      const eventId = eventIdIn(fact);
      if (fact.kind === deliveryKinds.queued) {
        const item = deliveryOf(fact);
        if (item === undefined) onBroken(fact.id);
        else waiting.set(eventId, { item, attempts: 0, dueNanos: 0n });
        continue;
      }
      const before = waiting.get(eventId);
      if (fact.kind !== deliveryKinds.failed) waiting.delete(eventId);
      else if (before !== undefined) waiting.set(eventId, { ...before, attempts: before.attempts + 1 });
      if (fact.kind === deliveryKinds.delivered) events.failingSinceNanos = undefined;
      else events.failingSinceNanos ??= fact.timeNanos;
    }
  return bySubscription;
}
