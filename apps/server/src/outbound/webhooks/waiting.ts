import type { EpochNanos } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';
import { deliveryKinds, deliveryOf, eventIdIn, type Delivery } from './delivery.js';
import type { Subscriptions } from './subscriptions.js';

/** An event that waits, and how often it was tried. */
export interface Waiting extends Delivery {
  readonly tries: number;
  readonly nextNanos: EpochNanos;
}

/** One subscription's queue. */
export interface Queue {
  /** By event id, oldest first. */
  readonly waiting: Map<string, Waiting>;
  /** Since when no try has succeeded, where the last one failed. */
  failingSinceNanos: EpochNanos | undefined;
  failures: number;
  pausedUntilNanos: EpochNanos;
}

export function emptyQueue(): Queue {
  return { waiting: new Map(), failingSinceNanos: undefined, failures: 0, pausedUntilNanos: 0n };
}

const pageSize = 1000;

/**
 * What waits still, of the facts of the last days: queued since the subscription works, neither delivered nor given up.
 * What was tried is due at once after a restart.
 */
export async function readQueues(
  store: Facts,
  subscriptions: Subscriptions,
  fromNanos: EpochNanos,
): Promise<Map<string, Queue>> {
  const queues = new Map<string, Queue>();
  let cursor: string | undefined;
  do {
    const page = await store.facts({
      ...{ kinds: Object.values(deliveryKinds), fromNanos, limit: pageSize },
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const fact of page.facts) {
      const subscription = subscriptions.get(fact.subject);
      if (subscription === undefined || fact.timeNanos < subscription.enabledNanos) continue;
      const queue = queues.get(fact.subject) ?? emptyQueue();
      queues.set(fact.subject, queue);
      const eventId = eventIdIn(fact);
      if (fact.kind === deliveryKinds.queued) {
        queue.waiting.set(eventId, { ...deliveryOf(fact), tries: 0, nextNanos: 0n });
        continue;
      }
      const before = queue.waiting.get(eventId);
      if (fact.kind !== deliveryKinds.failed) queue.waiting.delete(eventId);
      else if (before !== undefined) queue.waiting.set(eventId, { ...before, tries: before.tries + 1 });
      if (fact.kind === deliveryKinds.delivered) queue.failingSinceNanos = undefined;
      else queue.failingSinceNanos ??= fact.timeNanos;
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return queues;
}
