import { describe, expect, it } from 'vitest';
import type { StateStore, FactStore } from '../contract.js';
import { problemSample, saveSamples } from './problems.js';
import { someTime, stateSample } from './samples.js';
import type { WithStore } from './store-place.js';

const hour = 3_600_000_000_000n;
const hourMs = 3_600_000;
const period = (from: bigint, to: bigint) => ({
  fromNanos: someTime + from * hour,
  toNanos: someTime + to * hour,
});

export function numberContract(withStore: WithStore<StateStore & FactStore>): void {
  describe("the company's numbers", () => {
    tellsLeadTimes(withStore);
    tellsWhatIsUnresolved(withStore);
    tellsHours(withStore);
  });
}

function tellsLeadTimes(withStore: WithStore<StateStore & FactStore>): void {
  it(
    'report lead times of orders that closed in stages of their flows, by when they closed',
    withStore(async (store) => {
      const closed = (orderId: string, hours: bigint, more = {}) =>
        stateSample({
          orderId,
          stage: 'CLOSED',
          createdNanos: someTime,
          closedNanos: someTime + hours * hour,
          ...more,
        });
      const orders = [
        ...[1n, 2n, 4n, 9n].map((hours) => closed(`${hours}`, hours)),
        closed('rejected', 1n, { stage: 'REJECTED' }),
        closed('other', 2n, { tenantId: 'beta' }),
        closed('repair', 2n, { tenantId: 'beta', flow: 'repairs', stage: 'RETURNED' }),
        stateSample({ orderId: 'open', stage: 'CLOSED', createdNanos: someTime }),
      ];
      await store.saveOrders({ orders });
      const periods = [period(0n, 10n), period(2n, 4n), period(20n, 30n), period(4n, 10n)];
      const ends = [{ flow: 'manufacturer', stage: 'CLOSED' }];
      const times = await store.leadTimes({ ends, tenantId: 'acme', periods });
      expect(times.map(({ orders: count }) => count)).toEqual([4, 1, 0, 2]);
      expect(times[0]?.medianMs).toBeCloseTo(3 * hourMs, 3);
      expect(times[0]?.p90Ms).toBeCloseTo(7.5 * hourMs, 3);
      expect(times[1]).toEqual({ orders: 1, medianMs: 2 * hourMs, p90Ms: 2 * hourMs });
      expect(times[2]).toEqual({ orders: 0 });
      const counted = async (query: { ends: { flow: string; stage: string }[]; flow?: string }) =>
        (await store.leadTimes({ ...query, periods: [period(0n, 10n)] }))[0]?.orders;
      expect(await counted({ ends })).toBe(5);
      expect(await counted({ ends: [...ends, { flow: 'repairs', stage: 'RETURNED' }] })).toBe(6);
      expect(await counted({ ends: [{ flow: 'repairs', stage: 'CLOSED' }] })).toBe(0);
      expect(await counted({ ends, flow: 'repairs' })).toBe(0);
      expect(await counted({ ends: [] })).toBe(0);
      expect(await store.leadTimes({ ends, flow: 'other', periods: [] })).toEqual([]);
    }),
  );
}

function tellsWhatIsUnresolved(withStore: WithStore<StateStore & FactStore>): void {
  it(
    'report how many orders were open and how many had a problem at a moment',
    withStore(async (store) => {
      await store.saveOrders({
        orders: [
          stateSample({ orderId: '1', createdNanos: someTime, closedNanos: someTime + 3n * hour }),
          stateSample({ orderId: '2', createdNanos: someTime + 2n * hour }),
          stateSample({ orderId: '3', tenantId: 'beta', createdNanos: someTime }),
        ],
      });
      const resolvedAt = (opened: bigint) => ({ opened, acts: [{ kind: 'problem.resolved' }] });
      await saveSamples(store, [
        problemSample({ id: 'a', since: someTime, ...resolvedAt(someTime + 2n * hour) }),
        problemSample({ id: 'b', since: someTime + hour }),
        problemSample({ id: 'c', since: someTime, tenantId: 'beta' }),
      ]);
      const moments = [0n, 1n, 2n, 3n].map((hours) => someTime + hours * hour);
      const stuck = await store.unresolvedAt({ tenantId: 'acme', moments: [someTime - 1n, ...moments] });
      expect(stuck.map((at) => [at.open, at.stuck, at.lost, at.failed])).toEqual([
        [0, 0, 0, 0],
        [1, 1, 0, 0],
        [1, 2, 0, 0],
        [2, 2, 0, 0],
        [1, 1, 0, 0],
      ]);
    }),
  );
}

function tellsHours(withStore: WithStore<StateStore & FactStore>): void {
  it(
    'report how long problems took until they were found, assigned and resolved',
    withStore(async (store) => {
      const opened = someTime + hour;
      const acts = [{ kind: 'problem.acknowledged' }, { kind: 'problem.resolved' }];
      await saveSamples(store, [
        problemSample({ id: 'a', since: someTime, opened, acts }),
        problemSample({ id: 'b', since: opened - 3n * hour, opened, acts: acts.slice(0, 1) }),
        problemSample({ id: 'c', since: someTime, opened: opened + 9n * hour, tenantId: 'beta' }),
      ]);
      const periods = [period(1n, 2n), period(5n, 6n), period(0n, 20n)];
      const hours = await store.problemHours({ periods });
      expect(hours[0]).toEqual({
        problems: 2,
        found: { medianMs: 2 * hourMs, totalMs: 4 * hourMs },
        acknowledged: { medianMs: 2 * hourMs + 1000, totalMs: 4 * hourMs + 2000 },
        resolved: { medianMs: hourMs + 2000, totalMs: hourMs + 2000 },
      });
      const none = { totalMs: 0 };
      expect(hours[1]).toEqual({ problems: 0, found: none, acknowledged: none, resolved: none });
      expect(hours[2]?.problems).toBe(3);
      const [beta] = await store.problemHours({ tenantId: 'beta', periods: [period(0n, 20n)] });
      expect(beta).toMatchObject({ problems: 1, found: { totalMs: 10 * hourMs } });
    }),
  );
}
