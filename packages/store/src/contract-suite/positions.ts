import { describe, expect, it } from 'vitest';
import type { Store } from '../contract.js';
import { batchOf, spanSample, stateSample } from './samples.js';
import type { WithStore } from './store-place.js';

/** What every reader that follows a store relies on. */
export function positionContract(withStore: WithStore): void {
  describe('positions', () => {
    measures(withStore);
    reads(withStore);
    recordsPositions(withStore);
  });
}

async function appended(store: Store, span: bigint) {
  return (await store.append(batchOf({ spans: [spanSample({ span })] }))).position;
}

function measures(withStore: WithStore): void {
  it(
    'begin at the start, and the latest is that of the last append',
    withStore(async (store) => {
      const { positions } = store;
      expect(await positions.latest()).toBe(positions.start);
      const first = await appended(store, 1n);
      expect(await positions.latest()).toBe(first);
      expect(first).not.toBe(positions.start);
    }),
  );

  it(
    'are as far apart as the appends between them, and no distance back',
    withStore(async (store) => {
      const { start, distance } = boundPositions(store);
      const [first, second] = [await appended(store, 1n), await appended(store, 2n)];
      expect(distance(start, start)).toBe(0);
      expect(distance(start, first)).toBe(1);
      expect(distance(start, second)).toBe(2);
      expect(distance(first, second)).toBe(1);
      expect(distance(second, first)).toBe(0);
      expect(distance(second, start)).toBe(0);
    }),
  );
}

function boundPositions({ positions }: Store) {
  return { start: positions.start, distance: positions.distance.bind(positions) };
}

function reads(withStore: WithStore): void {
  it(
    'are read back from their text',
    withStore(async (store) => {
      const { positions } = store;
      const first = await appended(store, 1n);
      for (const position of [positions.start, first]) expect(await positions.read(position)).toBe(position);
    }),
  );

  it(
    'between two pieces of records are read back too, and lead on from there',
    withStore(async (store) => {
      for (let span = 1n; span <= 20n; span++) await appended(store, span);
      let after = store.positions.start;
      let spans = 0;
      for (;;) {
        const followed = await store.telemetryAfter({ after, limitBytes: 1 });
        if (followed.position === after) break;
        expect(await store.positions.read(followed.position)).toBe(followed.position);
        after = followed.position;
        spans += followed.spans.length;
      }
      expect(spans).toBeGreaterThanOrEqual(20);
    }),
  );

  it(
    'are not read from other texts, nor from those of a store that is ahead',
    withStore(async (store) => {
      const first = await appended(store, 1n);
      for (const text of ['', ' ', 'nonsense', '-1', '{}', '{"commit":7}', '1 ', `${first}${first}`])
        expect(await store.positions.read(text), text).toBeUndefined();
    }),
  );
}

function recordsPositions(withStore: WithStore): void {
  it(
    'of saved states are the start at first, and stay where a save has none',
    withStore(async (store) => {
      const { start } = store.positions;
      expect(await store.savedPosition()).toBe(start);
      const position = await appended(store, 1n);
      await store.saveOrders({ orders: [stateSample()], position });
      expect(await store.savedPosition()).toBe(position);
      await store.saveOrders({ orders: [stateSample({ orderId: '18' })] });
      expect(await store.savedPosition()).toBe(position);
    }),
  );

  it(
    'of saved states may move back, to fold all orders again',
    withStore(async (store) => {
      const first = await appended(store, 1n);
      await store.saveOrders({ orders: [], position: await appended(store, 2n) });
      await store.saveOrders({ orders: [], position: first });
      expect(await store.savedPosition()).toBe(first);
    }),
  );

  it(
    'of saved states are not recorded with a save of which an order was refused',
    withStore(async (store) => {
      await store.saveOrders({ orders: [stateSample()] });
      const position = await appended(store, 1n);
      const { refused } = await store.saveOrders({ orders: [stateSample()], position });
      expect(refused).toHaveLength(1);
      expect(await store.savedPosition()).toBe(store.positions.start);
    }),
  );
}
