import { eventBatch, type Transition } from '@ordertrace/model';
import { createMemoryStore, positionAt, StoreError } from '@ordertrace/store';
import { expect, it } from 'vitest';
import { withinBounds } from '../src/receive/envelope.js';
import { notifying, observing, storeEnvelope, type Envelope } from '../src/receive/index.js';

const event = (tenantId: string, stage = 'CREATED'): Transition => ({
  type: 'transition',
  orderId: '1',
  tenantId,
  stage,
  timeNanos: 1n,
  service: 'shop-api',
});

it('passes an envelope with its tenant through all steps, and stores what the last one returns', async () => {
  const store = createMemoryStore();
  const seen: (string | undefined)[] = [];
  const look = observing(({ tenantId, batch }) => seen.push(`${tenantId ?? ''} ${batch.events.length}`));
  const doubling = (envelope: Envelope): Envelope => ({
    ...envelope,
    batch: { ...envelope.batch, events: [...envelope.batch.events, event('acme', 'SUBMITTED')] },
  });
  await storeEnvelope(
    { batch: eventBatch([event('acme')]), tenantId: 'acme' },
    [look, doubling, look],
    store,
  );
  expect(seen).toEqual(['acme 1', 'acme 2']);
  expect(await store.eventsOfOrders([{ tenantId: 'acme', orderId: '1' }])).toHaveLength(2);
  await store.close();
});

it('notifies of a batch once it is durable, and never of one that was refused', async () => {
  const notified: string[] = [];
  let stored: (() => void) | undefined;
  const appended = { position: positionAt({ commit: 1n }), spans: 0, logs: 0, events: 0, duplicates: 0 };
  const waiting = {
    append: () => new Promise<typeof appended>((resolve) => (stored = () => resolve(appended))),
  };
  const steps = [notifying(() => notified.push('first')), notifying(() => notified.push('second'))];
  const storing = storeEnvelope({ batch: eventBatch([]) }, steps, waiting);
  await Promise.resolve();
  expect(notified).toEqual([]);
  stored?.();
  await storing;
  expect(notified).toEqual(['first', 'second']);
  const full = { append: () => Promise.reject(new StoreError('overloaded', 'full')) };
  await expect(storeEnvelope({ batch: eventBatch([]) }, steps, full)).rejects.toThrow('full');
  expect(notified).toHaveLength(2);
});

it("keeps learned events within the sender's tenant, and gives it those that name none", () => {
  const events = [event('acme'), event(''), event('beta')];
  expect([...withinBounds({ tenantId: 'acme' }, events)]).toEqual([event('acme'), event('acme')]);
  expect([...withinBounds({}, events)]).toEqual(events);
});
