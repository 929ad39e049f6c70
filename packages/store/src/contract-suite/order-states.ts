import type { Diagnosis, OrderState } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import type { OrderQuery, SavedOrder, StateStore } from '../contract.js';
import { orderSorts } from '../names.js';
import { noCursors, someTime, stateSample } from './samples.js';
import type { WithStore } from './store-place.js';

const diagnosis: Diagnosis = {
  situation: 'stuck',
  code: 'stage_overdue',
  certainty: 'likely',
  details: { stage: 'APPROVED', within_ms: 86_400_000, text: 'it\'s "quoted"' },
  sinceNanos: someTime + 1n,
  owner: 'mes-api',
  evidence: [
    { type: 'transition', stage: 'APPROVED', timeNanos: someTime },
    { type: 'span', traceId: 'ab', spanId: 'cd' },
  ],
  lastSign: { service: 'mes-api', operation: 'accept', timeNanos: someTime + 2n, sentTo: 'mes.orders' },
  next: [{ stage: 'IN_PRODUCTION', dueNanos: someTime + 5n }, { stage: 'CANCELLED' }],
};

export function orderStateContract(withStore: WithStore<StateStore>): void {
  describe('order states', () => {
    keepsStates(withStore);
    listsPages(withStore);
    filters(withStore);
    findsWhatToCheck(withStore);
  });
}

/** A sample as it is read back. */
function saved(state: OrderState, version = 1): SavedOrder {
  return { ...state, version };
}

function keepsStates(withStore: WithStore<StateStore>): void {
  it(
    'are returned as saved',
    withStore(async (store) => {
      const full = stateSample({
        createdNanos: someTime - 9_007_199_254_740_993n,
        checkNanos: someTime + 3n,
        diagnosis,
      });
      const closed = stateSample({ orderId: '18', closedNanos: someTime });
      await store.saveOrders({ orders: [full, closed] });
      expect(await store.order({ tenantId: 'acme', orderId: '17' })).toEqual(saved(full));
      expect(await store.order({ tenantId: 'acme', orderId: '18' })).toEqual(saved(closed));
      expect(await store.order({ tenantId: 'beta', orderId: '17' })).toBeUndefined();
      expect((await store.statistics()).orders).toBe(2);
    }),
  );

  it(
    'are replaced whole and removed by key, and come by keys in the order asked',
    withStore(async (store) => {
      const old = stateSample({ diagnosis, checkNanos: 1n });
      const nameless = stateSample({ tenantId: '' });
      await store.saveOrders({ orders: [old, nameless] });
      const fresh = stateSample({ stage: 'CLOSED', closedNanos: someTime });
      const other = stateSample({ orderId: '18' });
      await store.saveOrders({
        orders: [other, { ...fresh, version: 1 }],
        remove: [{ tenantId: '', orderId: '17' }],
      });
      const unknown = { tenantId: 'beta', orderId: '17' };
      expect(await store.ordersByRef([fresh, unknown, other, nameless])).toEqual([
        saved(fresh, 2),
        saved(other),
      ]);
      expect(await store.ordersByRef([other, fresh])).toEqual([saved(other), saved(fresh, 2)]);
      expect(await store.ordersByRef([])).toEqual([]);
      expect((await store.statistics()).orders).toBe(2);
    }),
  );
}

/** All pages of a list, in sequence. `between` may change the store between two pages. */
async function pages(
  store: StateStore,
  query: OrderQuery,
  between?: () => Promise<void>,
): Promise<OrderState[]> {
  const orders: OrderState[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listOrders(cursor === undefined ? query : { ...query, cursor });
    expect(page.orders.length).toBeLessThanOrEqual(query.limit);
    orders.push(...page.orders);
    cursor = page.next;
    await between?.();
  } while (cursor !== undefined);
  return orders;
}

function listsPages(withStore: WithStore<StateStore>): void {
  const orders = Array.from({ length: 23 }, (_, index) =>
    stateSample({
      tenantId: index % 2 === 0 ? 'acme' : 'beta',
      orderId: `${index >> 1}${index % 3 === 0 ? 'ж' : '😀'}`,
      stageSinceNanos: BigInt(index % 4) + someTime,
      lastSeenNanos: BigInt(index % 5) + someTime,
      ...(index % 7 === 0 ? {} : { createdNanos: BigInt(index % 3) + someTime }),
    }),
  );

  it(
    'are listed in pages by every sort, both ways the same, none twice, none left out',
    withStore(async (store) => {
      await store.saveOrders({ orders });
      for (const sort of orderSorts) {
        const up = await pages(store, { sort, descending: false, limit: 5 });
        const down = await pages(store, { sort, descending: true, limit: 4 });
        expect(new Set(up.map(({ tenantId, orderId }) => `${tenantId}/${orderId}`)).size).toBe(23);
        expect(down).toEqual([...up].reverse());
      }
      const byTime = await pages(store, { sort: 'created_at', descending: false, limit: 50 });
      const times = byTime.map((order) => order.createdNanos ?? 0n);
      expect(times).toEqual([...times].sort((a, b) => (a < b ? -1 : 1)));
      const byId = (await pages(store, { sort: 'order_id', descending: false, limit: 50 })).map(
        (o) => o.orderId,
      );
      expect(byId).toEqual([...byId].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );

  it(
    'do not move between pages when others are saved',
    withStore(async (store) => {
      await store.saveOrders({ orders });
      let added = 0;
      const seen = await pages(store, { sort: 'stage_since', descending: true, limit: 3 }, async () => {
        const newest = stateSample({ orderId: `new ${added++}`, stageSinceNanos: someTime + 1000n });
        await store.saveOrders({ orders: [newest] });
      });
      expect(seen).toHaveLength(23);
    }),
  );

  it(
    'end with a page without next, and refuse a cursor that no page gave',
    withStore(async (store) => {
      await store.saveOrders({ orders: orders.slice(0, 4) });
      const query = { sort: 'order_id', descending: false, limit: 4 } as const;
      const page = await store.listOrders(query);
      expect(page.next).toBeUndefined();
      for (const cursor of noCursors)
        await expect(store.listOrders({ ...query, cursor })).rejects.toMatchObject({
          code: 'invalid_cursor',
        });
    }),
  );
}

function filters(withStore: WithStore<StateStore>): void {
  const failed: Diagnosis = { ...diagnosis, situation: 'failed', code: 'failed_with_error' };
  const left: Diagnosis = {
    ...diagnosis,
    situation: 'on_track',
    code: 'on_track',
    details: { abandoned: 1 },
  };
  const orders = [
    stateSample({ orderId: 'A-100', diagnosis }),
    stateSample({
      orderId: 'A-200',
      diagnosis: failed,
      stage: 'PRICED',
      flow: 'repairs',
      createdNanos: someTime - 5n,
    }),
    stateSample({
      orderId: 'B-100',
      tenantId: 'beta',
      diagnosis: { ...diagnosis, details: { at_risk: 1, predicted_finish: '2026-11-24T14:00:00Z' } },
    }),
    stateSample({ orderId: '100%_', stage: 'CLOSED', closedNanos: someTime }),
    stateSample({
      orderId: 'C-300',
      stage: 'CREATED',
      diagnosis: left,
      stageSinceNanos: someTime - 1_000_000_000n,
    }),
  ];
  const filtersAndFound = [
    [{}, ['100%_', 'A-100', 'A-200', 'B-100', 'C-300']],
    [{ text: '100' }, ['100%_', 'A-100', 'B-100']],
    [{ text: '%' }, ['100%_']],
    [{ text: '%', orId: 'A-200' }, ['100%_', 'A-200']],
    [{ text: '%', orId: 'A-2' }, ['100%_']],
    [{ text: 'none', orId: 'B-100', tenantId: 'acme' }, []],
    [{ text: 'a-100' }, []],
    [{ tenantId: 'beta' }, ['B-100']],
    [{ tenantId: '' }, []],
    [{ flow: 'repairs' }, ['A-200']],
    [{ flow: 'none' }, []],
    [{ stage: 'SUBMITTED' }, ['A-100', 'B-100']],
    [{ situation: 'stuck' }, ['A-100', 'B-100']],
    [{ code: 'failed_with_error' }, ['A-200']],
    [{ open: true }, ['A-100', 'A-200', 'B-100', 'C-300']],
    [{ atRisk: true }, ['B-100']],
    [{ atRisk: false, open: true }, ['A-100', 'A-200', 'C-300']],
    [{ abandoned: true }, ['C-300']],
    [{ abandoned: false, open: true }, ['A-100', 'A-200', 'B-100']],
    [{ stageBeforeNanos: someTime - 999_999_999n }, ['C-300']],
    [{ createdFromNanos: someTime - 5n, createdToNanos: someTime }, ['A-200']],
    [{ createdFromNanos: someTime - 4n }, ['100%_', 'A-100', 'B-100', 'C-300']],
    [{ createdToNanos: someTime - 5n }, []],
    [{ stageBeforeNanos: someTime - 1_000_000_000n }, []],
    [{ closedFromNanos: someTime }, ['100%_']],
    [{ closedFromNanos: someTime + 1n }, []],
    [{ closedToNanos: someTime }, []],
    [{ closedFromNanos: 0n, closedToNanos: someTime + 1n }, ['100%_']],
    [{ open: false }, ['100%_']],
    [{ open: true, tenantId: 'acme', text: 'A', situation: 'stuck' }, ['A-100']],
  ] as const;

  it(
    'are listed and counted by the source and the first time of their histories',
    withStore(async (store) => {
      const way = (orderId: string, source: string, atNanos: bigint) => ({
        tenantId: 'acme',
        orderId,
        flow: 'manufacturer',
        source,
        open: true,
        steps: [{ activity: 'SUBMITTED', service: 'mes-api', resource: '', timeNanos: atNanos }],
      });
      const refs = ['1', '2', '3', '4'].map((orderId) => stateSample({ orderId }));
      const histories = [
        way('1', 'live', someTime),
        way('2', 'imported:one', someTime + 10n),
        way('3', 'imported:two', someTime + 20n),
      ];
      await store.saveOrders({ orders: refs, histories });
      for (const [filter, found] of [
        [{}, ['1', '2', '3', '4']],
        [{ source: 'live' }, ['1']],
        [{ source: 'imported' }, ['2', '3']],
        [{ source: 'imported:two' }, ['3']],
        [{ source: 'imported:none' }, []],
        [{ firstFromNanos: someTime + 10n }, ['2', '3']],
        [{ firstToNanos: someTime + 10n }, ['1']],
        [{ firstFromNanos: someTime, firstToNanos: someTime + 20n, source: 'imported' }, ['2']],
      ] as const) {
        const page = await store.listOrders({ ...filter, sort: 'order_id', descending: false, limit: 10 });
        expect(page.orders.map((order) => order.orderId)).toEqual(found);
        const counts = await store.countOrders(filter);
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(found.length);
      }
    }),
  );

  it(
    'are listed and counted by each filter alike',
    withStore(async (store) => {
      await store.saveOrders({ orders });
      for (const [filter, found] of filtersAndFound) {
        const page = await store.listOrders({ ...filter, sort: 'order_id', descending: false, limit: 10 });
        expect(page.orders.map((order) => order.orderId)).toEqual(found);
        const counts = await store.countOrders(filter);
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(found.length);
      }
    }),
  );

  it(
    'are counted by tenant, stage and situation',
    withStore(async (store) => {
      await store.saveOrders({
        orders: [...orders, stateSample({ orderId: 'A-300', diagnosis })],
      });
      expect(await store.countOrders({})).toEqual([
        { tenantId: 'acme', stage: 'CLOSED', count: 1, oldestNanos: someTime },
        {
          tenantId: 'acme',
          stage: 'CREATED',
          situation: 'on_track',
          count: 1,
          oldestNanos: someTime - 1_000_000_000n,
        },
        { tenantId: 'acme', stage: 'PRICED', situation: 'failed', count: 1, oldestNanos: someTime },
        { tenantId: 'acme', stage: 'SUBMITTED', situation: 'stuck', count: 2, oldestNanos: someTime },
        { tenantId: 'beta', stage: 'SUBMITTED', situation: 'stuck', count: 1, oldestNanos: someTime },
      ]);
    }),
  );
}

function findsWhatToCheck(withStore: WithStore<StateStore>): void {
  it(
    'that are due are given to check, soonest first, closed ones included',
    withStore(async (store) => {
      const due = (orderId: string, checkNanos: bigint, more: Partial<OrderState> = {}) =>
        stateSample({ orderId, checkNanos, ...more });
      const orders = [
        due('third', 30n),
        due('first', 10n),
        due('later', 31n),
        due('closed', 25n, { closedNanos: 1n }),
        due('second', 20n),
        stateSample({ orderId: 'never' }),
      ];
      await store.saveOrders({ orders });
      const ids = async (limit: number) =>
        (await store.ordersToCheck({ nowNanos: 30n, limit })).map((order) => order.orderId);
      expect(await ids(10)).toEqual(['first', 'second', 'closed', 'third']);
      expect(await ids(2)).toEqual(['first', 'second']);
    }),
  );
}
