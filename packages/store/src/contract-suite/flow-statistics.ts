import type { FlowFilter, FlowQuestion, FlowQuestions, FlowStep, OrderHistory } from '@ordertrace/model';
import { orderRefText, variantId } from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateStore } from '../contract.js';
import { createMemoryStore } from '../memory/memory-store.js';
import { stateSample } from './samples.js';
import type { StoreContractOptions, StorePlace, WithStore } from './store-place.js';

const hour = 3_600_000_000_000n;
const someDay = 1_795_338_000_000_000_000n;

function stepSample(activity: string, timeNanos: bigint, more: Partial<FlowStep> = {}): FlowStep {
  return { activity, service: 'shop-api', resource: '', timeNanos, ...more };
}

function historySample(orderId: string, steps: readonly FlowStep[], more: Partial<OrderHistory> = {}) {
  return { tenantId: 'acme', orderId, flow: 'manufacturer', source: 'live', open: false, steps, ...more };
}

const anyStep = fc.record({
  activity: fc.constantFrom('A', 'B', 'C', 'ж'),
  service: fc.constantFrom('shop-api', 'mes-api'),
  resource: fc.constantFrom('', 'r1', 'r2'),
  hours: fc.integer({ min: 0, max: 400 }),
  lasted: fc.option(fc.integer({ min: 0, max: 9 })),
});

const anyHistory: fc.Arbitrary<OrderHistory> = fc
  .record({
    tenantId: fc.constantFrom('acme', 'beta'),
    flow: fc.constantFrom('manufacturer', 'other'),
    source: fc.constantFrom('live', 'imported:log', 'imported:other'),
    open: fc.boolean(),
    steps: fc.array(anyStep, { minLength: 1, maxLength: 7 }),
  })
  .map(({ steps, ...order }) => ({
    ...order,
    orderId: '',
    steps: steps
      .map(({ hours, lasted, ...step }): FlowStep => {
        const start = someDay + BigInt(hours) * hour;
        if (lasted === null) return { ...step, timeNanos: start };
        const begun = order.source === 'live' ? { workNanos: start } : { startNanos: start };
        return { ...step, ...begun, timeNanos: start + BigInt(lasted) * hour };
      })
      .sort((a, b) => Number((a.startNanos ?? a.timeNanos) - (b.startNanos ?? b.timeNanos))),
  }));

const anyHistories = fc
  .array(anyHistory, { minLength: 1, maxLength: 40 })
  .map((histories) => histories.map((history, i) => ({ ...history, orderId: `${i % 30}` })));

const nowNanos = someDay + 300n * hour;

/** One query of each kind, at each level, with the filter. */
function questionsWith(filter: FlowFilter) {
  const asked: { [Q in FlowQuestion]: readonly FlowQuestions[Q][0][] } = {
    map: [
      { filter, level: 'stage' },
      { filter, level: 'service' },
    ],
    stages: [
      { filter, level: 'stage', nowNanos },
      { filter, level: 'service', nowNanos },
    ],
    series: [
      { filter, level: 'stage', nowNanos, activity: 'A', interval: 'day' },
      { filter, level: 'stage', nowNanos, activity: 'B', interval: 'week' },
      { filter, level: 'service', nowNanos, activity: 'mes-api', interval: 'month' },
    ],
    variants: [
      { filter, level: 'stage', offset: 0, limit: 100 },
      { filter, level: 'service', offset: 1, limit: 2 },
    ],
    profile: [{ filter, level: 'stage' }],
    leadTimes: [
      { filter, level: 'stage', interval: 'week' },
      { filter, level: 'service', interval: 'day' },
    ],
    forecast: [
      { filter, activity: 'A', ageNanos: 0n, ends: [] },
      { filter, activity: 'B', ageNanos: 5n * hour, ends: ['A', 'C'] },
      { filter, activity: 'nowhere', ageNanos: 0n, ends: [] },
    ],
    backTest: [
      { filter, ends: [], ownSamples: 1000 },
      { filter, ends: ['A', 'C'], ownSamples: 2 },
      { filter, ends: [], ownSamples: 2, testedTenantId: 'acme' },
    ],
    spectrum: [
      { filter, level: 'stage', fromActivity: 'A', toActivity: 'B', limit: 3 },
      { filter, level: 'service', fromActivity: 'shop-api', toActivity: 'mes-api', limit: 100 },
    ],
    slowest: [{ filter, level: 'stage', fromActivity: 'A', toActivity: 'B', limit: 4 }],
    resources: [{ filter }],
  };
  return asked;
}

async function answersOf(store: StateStore, filter: FlowFilter): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const [question, queries] of Object.entries(questionsWith(filter)))
    for (const query of queries) {
      const answer: unknown = await store.flow(question as 'map', query as FlowQuestions['map'][0]);
      answers.push({ question, query, answer });
    }
  return answers;
}

/**
 * Whether doubles differ by less than a billionth, because databases add in another sequence. Rounding both
 * would not do: values close to a rounding limit could round differently.
 */
function nearlyEqual(a: unknown, b: unknown): boolean | undefined {
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  if (Number.isInteger(a) && Number.isInteger(b)) return undefined;
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

const filters: FlowFilter[] = [
  {},
  { tenantId: 'beta', source: 'imported' },
  { source: 'imported:log', fromNanos: someDay + 20n * hour },
  { toNanos: someDay + 60n * hour, stage: 'A' },
  { situation: 'stuck', flow: 'manufacturer' },
  { variant: variantId(['A']) },
  { variant: 'no variant', source: 'live' },
];

function states(histories: readonly OrderHistory[]) {
  return histories.map(({ tenantId, orderId }, i) =>
    stateSample({
      tenantId,
      orderId,
      diagnosis: {
        situation: i % 2 === 0 ? 'stuck' : 'slow',
        code: 'stage_overdue',
        details: {},
        sinceNanos: 1n,
        owner: '',
        evidence: [],
        next: [],
      },
    }),
  );
}

export function flowStatisticsContract(
  withStore: WithStore<StateStore>,
  newPlace: () => Promise<StorePlace<StateStore>>,
  { workloads = 15 }: StoreContractOptions,
): void {
  describe('flow statistics', () => {
    expect.addEqualityTesters([nearlyEqual]);
    countsAWay(withStore);
    it('of random ways are those of the pure functions, for every question and filter', async () => {
      await fc.assert(
        fc.asyncProperty(anyHistories, fc.constantFrom(...filters), async (histories, filter) => {
          const saved = [...new Map(histories.map((one) => [orderRefText(one), one])).values()];
          const oracle = createMemoryStore();
          await oracle.saveOrders({ orders: states(saved), histories: saved });
          const place = await newPlace();
          const store = await place.open();
          const half = histories.length >> 1;
          await store.saveOrders({ orders: [], histories: histories.slice(0, half) });
          await store.saveOrders({ orders: states(saved), histories: histories.slice(half) });
          expect(await answersOf(store, filter)).toEqual(await answersOf(oracle, filter));
          await store.close();
          await place.remove();
        }),
        { numRuns: workloads, endOnFailure: true },
      );
    }, 120_000);
  });
}

function countsAWay(withStore: WithStore<StateStore>): void {
  it(
    'count what directly follows what, with the times between',
    withStore(async (store) => {
      const way = [stepSample('A', 0n), stepSample('B', hour), stepSample('A', 3n * hour)];
      await store.saveOrders({ orders: [], histories: [historySample('1', way)] });
      const map = await store.flow('map', { filter: {}, level: 'stage' });
      expect(map.activities).toMatchObject([
        { name: 'A', count: 2, orders: 1, starts: 1, ends: 1, working: null },
        { name: 'B', count: 1, orders: 1, starts: 0, ends: 0 },
      ]);
      expect(map.edges).toMatchObject([
        { from: 'A', to: 'B', count: 1, times: { medianMs: 3_600_000 } },
        { from: 'B', to: 'A', count: 1, times: { totalMs: 7_200_000 } },
      ]);
      await store.saveOrders({ orders: [], remove: [historySample('1', way)] });
      expect(await store.flow('map', { filter: {}, level: 'stage' })).toMatchObject({ orders: 0, edges: [] });
    }),
  );

  it(
    'distinguish waiting and working of live orders where the start of work is known, and keep when they moved on',
    withStore(async (store) => {
      const way = [
        stepSample('A', 0n),
        stepSample('B', 5n * hour, { workNanos: 4n * hour }),
        stepSample('C', 6n * hour),
      ];
      await store.saveOrders({ orders: [], histories: [historySample('1', way)] });
      const { edges, activities } = await store.flow('map', { filter: {}, level: 'stage' });
      expect(edges.find(({ to }) => to === 'B')).toMatchObject({
        times: { medianMs: 5 * 3_600_000 },
        waiting: { medianMs: 4 * 3_600_000 },
        working: { medianMs: 3_600_000 },
      });
      expect(edges.find(({ to }) => to === 'C')).toMatchObject({ waiting: null, working: null });
      expect(activities.find(({ name }) => name === 'B')?.working).toMatchObject({ totalMs: 3_600_000 });
    }),
  );

  it(
    'distinguish waiting and working where intervals are known',
    withStore(async (store) => {
      const way = [
        stepSample('A', hour, { startNanos: 0n, resource: 'r1' }),
        stepSample('B', 5n * hour, { startNanos: 4n * hour, resource: 'r1' }),
      ];
      const history = historySample('1', way, { source: 'imported:log' });
      await store.saveOrders({ orders: [], histories: [history] });
      const { edges, activities } = await store.flow('map', { filter: {}, level: 'stage' });
      expect(edges[0]).toMatchObject({
        times: { medianMs: 3 * 3_600_000 },
        waiting: { medianMs: 3 * 3_600_000 },
        working: { medianMs: 3_600_000 },
      });
      expect(activities[0]?.working).toMatchObject({ totalMs: 3_600_000 });
      expect(await store.flow('resources', { filter: {} })).toEqual([
        { resource: 'r1', count: 2, workingMs: 2 * 3_600_000, idleMs: 3 * 3_600_000 },
      ]);
    }),
  );
}
