import { describe, expect, it } from 'vitest';
import type { StateStore } from '../contract.js';
import { stateSample } from './samples.js';
import type { WithStore } from './store-place.js';

const ref = { tenantId: 'acme', orderId: '17' };
const history = {
  ...ref,
  flow: 'manufacturer',
  source: 'live',
  open: true,
  steps: [{ activity: 'SUBMITTED', service: 'mes-api', resource: '', timeNanos: 5n }],
};

/** Two writers, or a late one, never replace a newer state. */
export function stateVersionContract(withStore: WithStore<StateStore>): void {
  describe('versions of saved states', () => {
    replacesVersions(withStore);
    refusesStale(withStore);
  });
}

function replacesVersions(withStore: WithStore<StateStore>): void {
  it(
    'increase with each save, and every read returns them',
    withStore(async (store) => {
      const state = stateSample({ checkNanos: 1n });
      expect(await store.saveOrders({ orders: [state] })).toEqual({ refused: [] });
      expect(await store.saveOrders({ orders: [{ ...state, version: 1 }] })).toEqual({ refused: [] });
      const saved = { ...state, version: 2 };
      expect(await store.order(ref)).toEqual(saved);
      expect(await store.ordersByRef([ref])).toEqual([saved]);
      expect(await store.ordersToCheck({ nowNanos: 1n, limit: 1 })).toEqual([saved]);
      const { orders } = await store.listOrders({ sort: 'order_id', descending: false, limit: 1 });
      expect(orders).toEqual([saved]);
    }),
  );

  it(
    'begin again once the order was removed',
    withStore(async (store) => {
      await store.saveOrders({ orders: [stateSample()] });
      await store.saveOrders({ orders: [], remove: [ref] });
      expect(await store.saveOrders({ orders: [stateSample()] })).toEqual({ refused: [] });
    }),
  );
}

function refusesStale(withStore: WithStore<StateStore>): void {
  it.each([
    ['without a version, where a state is saved', undefined],
    ['with an earlier version', 1],
    ['with a version that is not saved yet', 3],
  ])('refuse a state %s', async (_, version) =>
    withStore(async (store) => {
      await store.saveOrders({ orders: [stateSample()] });
      await store.saveOrders({ orders: [{ ...stateSample(), version: 1 }] });
      const stale = stateSample({ stage: 'PACKED' });
      const orders = [version === undefined ? stale : { ...stale, version }];
      expect(await store.saveOrders({ orders })).toEqual({ refused: [ref] });
      expect(await store.order(ref)).toEqual({ ...stateSample(), version: 2 });
    })(),
  );

  it(
    'refuse a state whose order was removed',
    withStore(async (store) => {
      await store.saveOrders({ orders: [stateSample()] });
      await store.saveOrders({ orders: [], remove: [ref] });
      const orders = [{ ...stateSample(), version: 1 }];
      expect(await store.saveOrders({ orders })).toEqual({ refused: [ref] });
      expect(await store.order(ref)).toBeUndefined();
    }),
  );

  it(
    'let one of two writers through',
    withStore(async (store) => {
      await store.saveOrders({ orders: [stateSample()] });
      const writers = ['PACKED', 'SHIPPED'].map((stage) =>
        store.saveOrders({ orders: [{ ...stateSample({ stage }), version: 1 }] }),
      );
      const refused = (await Promise.all(writers)).map((report) => report.refused.length);
      expect(refused.sort()).toEqual([0, 1]);
      expect((await store.order(ref))?.version).toBe(2);
    }),
  );

  it(
    'refuse the history with its state, and save all other orders',
    withStore(async (store) => {
      const other = stateSample({ orderId: '18' });
      await store.saveOrders({ orders: [stateSample()] });
      const orders = [stateSample({ stage: 'PACKED' }), other];
      const histories = [history, { ...history, orderId: '18' }];
      expect(await store.saveOrders({ orders, histories })).toEqual({ refused: [ref] });
      expect(await store.order(other)).toEqual({ ...other, version: 1 });
      const live = await store.listOrders({
        source: 'live',
        sort: 'order_id',
        descending: false,
        limit: 5,
      });
      expect(live.orders.map(({ orderId }) => orderId)).toEqual(['18']);
    }),
  );

  it(
    'refuse many at once',
    withStore(async (store) => {
      const many = Array.from({ length: 300 }, (_, i) => stateSample({ orderId: `${i}` }));
      await store.saveOrders({ orders: many });
      const again = many.map((state, i) => (i % 2 === 0 ? { ...state, version: 1 } : state));
      expect((await store.saveOrders({ orders: again })).refused).toHaveLength(150);
      const saved = await store.ordersByRef(many);
      expect(saved.map(({ version }) => version)).toEqual(many.map((_, i) => (i % 2 === 0 ? 2 : 1)));
    }),
  );
}
