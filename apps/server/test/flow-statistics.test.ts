import type {
  FlowComparison,
  FlowDeviations,
  FlowForecast,
  FlowMapView,
  FlowOperations,
  FlowSpectrum,
  FlowStages,
  ForecastBackTest,
  StageSeries,
  Variants,
} from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, eventBatch, type Transition, noCoverage } from '@ordertrace/model';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import { batchOf, spanSample } from '@ordertrace/store/contract';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry } from '../src/metrics/index.js';
import { foldContext } from '../src/fold/fold-context.js';
import { foldPass } from '../src/fold/fold-pass.js';
import { createApi } from '../src/api.js';

const hour = 3_600_000_000_000n;
const day = 24n * hour;
const now = BigInt(Date.now()) * 1_000_000n;
const usual = 'CREATED SUBMITTED PRICED APPROVED IN_PRODUCTION PRODUCED PACKED SHIPPED CLOSED'.split(' ');

/** An order that enters one stage an hour. */
function order(orderId: string, stages: readonly string[], begin: bigint, more: Partial<Transition> = {}) {
  return stages.map((stage, i): Transition => ({
    type: 'transition',
    orderId,
    tenantId: 'acme',
    stage,
    service: i < 2 ? 'shop-api' : 'mes-api',
    timeNanos: begin + BigInt(i) * hour,
    ...more,
  }));
}

describe('flow statistics over the API', () => {
  let store: Store;
  let api: FastifyInstance;

  beforeEach(async () => {
    store = createMemoryStore();
    const flow = manufacturerFlow();
    api = await createApi({
      store,
      flows: () => flowsOf([flow]),
      coverage: noCoverage,
      gate: createGate(defaultPolicy),
      logger: pino({ level: 'silent' }),
      metrics: createRegistry(),
      readiness: () => ({}),
      consoleFolder: undefined,
    });
  });
  afterEach(async () => {
    await api.close();
    await store.close();
  });

  async function take(events: readonly Transition[]): Promise<void> {
    await store.append(eventBatch(events));
    const context = foldContext({ store, flows: flowsOf([manufacturerFlow()]), now: () => now });
    await foldPass(context, { position: await store.savedPosition() });
  }

  async function get<T>(path: string): Promise<T> {
    const response = await api.inject({ url: `/api/v1${path}` });
    expect(response.statusCode, response.body).toBe(200);
    return response.json<T>();
  }

  it('count open orders as still running, and rank stages by the days lost in them', async () => {
    await take(order('done', usual, now - 10n * day));
    await take(order('open', usual.slice(0, 4), now - 3n * day));
    const { stages } = await get<FlowStages>('/flow/stages');
    expect(stages[0]).toMatchObject({ stage: 'APPROVED', rank: 1, entered: 2, left: 1, open: 1 });
    expect(stages[0]?.total_order_days).toBeCloseTo((1 + 69) / 24, 1);
    expect(stages[0]?.deadline).toBe('1 working day');
    const { series } = await get<StageSeries>('/flow/stages/series?stage=APPROVED&interval=day');
    expect(series.map(({ entered }) => entered)).toEqual([1, 1]);
  });

  it('show services as activities where that level is asked for', async () => {
    await take(order('done', usual, now - 10n * day));
    const map = await get<FlowMapView>('/flow/map?level=service');
    expect(map.edges).toMatchObject([{ from: 'shop-api', to: 'mes-api', count: 1 }]);
  });

  it('show operations of the latest orders from their spans', async () => {
    const second = 1_000_000_000n;
    const begin = now - day;
    const taken = (orderId: string, trace: bigint) =>
      (
        [
          ['shop-api', 'POST /orders', 'server', 0n, 2n],
          ['shop-api', 'SELECT', 'client', 1n, 1n],
          ['mes-api', 'process mes.orders', 'consumer', 10n, 3n],
          ['mes-api', 'process mes.orders', 'consumer', 20n, 5n],
        ] as const
      ).map(([service, name, kind, start, seconds], i) =>
        spanSample({
          service,
          name,
          kind,
          trace,
          span: trace + BigInt(i),
          orders: [{ tenantId: 'acme', orderId }],
          start: begin + start * second,
          duration: seconds * second,
        }),
      );
    for (const id of ['one', 'two', 'bare']) await take(order(id, usual.slice(0, 3), begin));
    await store.append(batchOf({ spans: [...taken('one', 100n), ...taken('two', 200n)] }));
    const map = await get<FlowOperations>('/flow/operations?tenant=acme');
    expect(map).toMatchObject({ orders: 2, looked_at: 3, without_spans: 1, more: false, left_out: 0 });
    expect(map.activities).toMatchObject([
      { name: 'mes-api process mes.orders', count: 4, orders: 2, ends: 2, working: { min_ms: 3000 } },
      { name: 'shop-api POST /orders', count: 2, starts: 2, working: { median_ms: 2000 } },
    ]);
    expect(map.edges).toMatchObject([
      { from: 'mes-api process mes.orders', to: 'mes-api process mes.orders', times: { median_ms: 7000 } },
      { from: 'shop-api POST /orders', to: 'mes-api process mes.orders', times: { median_ms: 8000 } },
    ]);
    expect(await get('/flow/operations?orders=1')).toMatchObject({ looked_at: 1, more: true });
    expect(await get(`/flow/operations?from=${new Date().toISOString()}`)).toMatchObject({ looked_at: 0 });
    const refused = await api.inject('/api/v1/flow/map?level=operation');
    expect(refused.statusCode).toBe(400);
  });

  it('name deviations from the flow, with orders that show them', async () => {
    const log = { source: 'imported:old' };
    const without = usual.filter((stage) => stage !== 'PRICED');
    await take(order('skips', without, now - 20n * day, log));
    const again = [...usual.slice(0, 6), 'IN_PRODUCTION', ...usual.slice(5)];
    await take(order('again', again, now - 20n * day, log));
    await take(order('stops', usual.slice(0, 5), now - 20n * day, log));
    await take(order('twice', ['CREATED', 'CREATED', ...usual.slice(1)], now - 20n * day, log));
    await take(order('back', ['PACKED', 'PRICED', 'CLOSED'], now - 20n * day, log));
    const { deviations, orders } = await get<FlowDeviations>('/flow/deviations?source=imported');
    expect(orders).toBe(5);
    const named = (name: string, activities: readonly string[]) =>
      deviations.find((one) => one.name === name && one.activities.join() === activities.join());
    expect(named('skipped', ['PRICED'])).toMatchObject({
      orders: 1,
      share: 0.2,
      examples: [{ tenant_id: 'acme', order_id: 'skips' }],
    });
    expect(named('rework_loop', ['PRODUCED', 'IN_PRODUCTION'])).toMatchObject({ orders: 1 });
    expect(named('unexpected_end', ['IN_PRODUCTION'])).toMatchObject({ orders: 1 });
    expect(named('repeated', ['CREATED'])).toMatchObject({ orders: 1 });
    expect(named('out_of_order', ['PACKED', 'PRICED'])).toMatchObject({ orders: 1 });
  });

  it('foresee the end of an order from those that were where it is, and test that on later ones', async () => {
    for (let i = 0; i < 40; i++) await take(order(`past-${i}`, usual, now - BigInt(60 - i) * day));
    await take(order('open', usual.slice(0, 5), now - 4n * hour));
    const forecast = await get<FlowForecast>('/flow/forecast?order_id=open');
    expect(forecast).toMatchObject({ samples: 40, stage: 'IN_PRODUCTION', basis: 'tenant' });
    const inHours = (Date.parse(forecast.median_at ?? '') - Number(now / 1_000_000n)) / 3_600_000;
    expect(inHours).toBeCloseTo(4, 1);
    const closed = await api.inject({ url: '/api/v1/flow/forecast?order_id=past-1' });
    expect(closed.json()).toMatchObject({ status: 409, code: 'order_closed' });
    const { stages } = await get<ForecastBackTest>('/flow/forecast/back-test');
    expect(stages[0]).toMatchObject({ samples: 20, tested: 20, within_median: 1, median_error_ms: 0 });
  });

  it('compare two periods: what got slower, by how much, and the orders behind it', async () => {
    await take(order('before', usual, now - 40n * day));
    const slow = order('now', usual, now - 10n * day).map((step, i) =>
      i < 5 ? step : { ...step, timeNanos: step.timeNanos + 5n * hour },
    );
    await take(slow);
    const cut = new Date(Number((now - 20n * day) / 1_000_000n)).toISOString();
    const answer = await get<FlowComparison>(`/flow/compare?from=${cut}&with_to=${cut}`);
    expect(answer.orders).toEqual({ now: 1, before: 1 });
    expect(answer.edges[0]).toMatchObject({
      from: 'IN_PRODUCTION',
      to: 'PRODUCED',
      difference_ms: 5 * 3_600_000,
      orders: [{ tenant_id: 'acme', order_id: 'now', duration_ms: 6 * 3_600_000 }],
    });
    const edge = 'from_activity=IN_PRODUCTION&to_activity=PRODUCED';
    const spectrum = await get<FlowSpectrum>(`/flow/spectrum?${edge}&limit=1`);
    expect(spectrum).toMatchObject({ total: 2, truncated: true });
  });

  it('come in pages, and refuse a cursor that is none with its name', async () => {
    await take(order('a', usual.slice(0, 2), now - day));
    await take(order('b', usual.slice(0, 3), now - day));
    const first = await get<Variants>('/flow/variants?limit=1');
    expect(first).toMatchObject({ total: 2, orders: 2, next: '1' });
    const second = await get<Variants>(`/flow/variants?limit=1&cursor=${first.next ?? ''}`);
    expect(second.next).toBeNull();
    expect(second.variants[0]?.variant).not.toBe(first.variants[0]?.variant);
    const refused = await api.inject({ url: '/api/v1/flow/variants?cursor=x' });
    expect(refused.json()).toMatchObject({ status: 400, field: 'cursor' });
  });
});
