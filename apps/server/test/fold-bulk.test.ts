import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, eventBatch, nanosFromMillis, type OrderEvent } from '@ordertrace/model';
import { createMemoryStore } from '@ordertrace/store';
import { expect, it, vi } from 'vitest';
import { foldContext } from '../src/fold/fold-context.js';
import { foldPass } from '../src/fold/fold-pass.js';

const noon = nanosFromMillis(Date.parse('2026-11-24T09:00:00Z'));
const bulk = 12_000;

function submitted(orderId: string): OrderEvent {
  return {
    type: 'transition',
    tenantId: 'retail',
    orderId,
    timeNanos: noon,
    service: 'shop-api',
    stage: 'SUBMITTED',
  };
}

it('folds what one append names in pieces, and records its position only with the last of them', async () => {
  const store = createMemoryStore();
  const events = Array.from({ length: bulk }, (_, i) => submitted(`${i}`));
  const { position } = await store.append(eventBatch(events));
  // Asked for many orders, the memory store goes through all events for each.
  const reads = vi
    .spyOn(store, 'eventsOfOrders')
    .mockImplementation((refs) => Promise.resolve(refs.map(({ orderId }) => submitted(orderId))));
  const saves = vi.spyOn(store, 'saveOrders');
  const context = foldContext({ store, flows: flowsOf([manufacturerFlow()]), now: () => noon });

  expect(await foldPass(context, { position: context.store.positions.start })).toMatchObject({
    position,
    more: false,
  });

  expect(Math.max(...reads.mock.calls.map(([refs]) => refs.length))).toBeLessThanOrEqual(bulk / 2);
  const recorded = saves.mock.calls.map(([save]) => save.position);
  expect(recorded.slice(0, -1).every((saved) => saved === undefined)).toBe(true);
  expect(recorded.at(-1)).toBe(position);
  expect(await store.savedPosition()).toBe(position);
  expect((await store.statistics()).orders).toBe(bulk);
  await store.close();
}, 60_000);
