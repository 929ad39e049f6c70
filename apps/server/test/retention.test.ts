import type { Erased, RetentionStatus } from '@ordertrace/api';
import { parseFlow } from '@ordertrace/flow';
import { flowsOf, type Flow, noCoverage } from '@ordertrace/model';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import { batchOf, logSample, spanSample, transitionSample } from '@ordertrace/store/contract';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import type { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallMetrics, createRegistry } from '../src/metrics/index.js';
import { createApi } from '../src/api.js';

const day = 86_400_000_000_000n;
const now = BigInt(Date.now()) * 1_000_000n;

function flowWith(retention: string): Flow {
  const text = `
name: small
start: [A]
end: [B]
stages:
  A: { owner: shop, waits_for: machine, next: [B] }
  B:
retention: ${retention}
`;
  return parseFlow(text, { fileName: 'small.yaml' });
}

describe('what is kept', () => {
  let store: Store;
  let api: FastifyInstance;
  let flow: Flow;
  let metrics: Registry;

  beforeEach(async () => {
    store = createMemoryStore();
    metrics = createRegistry();
    flow = flowWith('{ healthy: { keep: 30 days, skeleton: 2 years }, problem: 1 year, technical: 7 days }');
    api = await createApi({
      gate: createGate(defaultPolicy),
      store,
      flows: () => flowsOf([flow]),
      logger: pino({ level: 'silent' }),
      metrics,
      readiness: () => ({}),
      coverage: noCoverage,
      consoleFolder: undefined,
    });
    for (const [index, orderId] of ['healthy', 'problem', 'pinned', 'open', 'old'].entries()) {
      const order = { tenantId: 'acme', orderId };
      const age = orderId === 'old' ? 900n : 60n;
      await store.append(
        batchOf({
          spans: [spanSample({ trace: BigInt(index + 1), kind: 'internal', parent: 9n, orders: [order] })],
          logs: [logSample({ trace: BigInt(index + 1), orders: [order] })],
          events: [transitionSample({ orderId, stage: 'B', timeNanos: now - age * day })],
        }),
      );
      const times = { stageSinceNanos: now - age * day, firstSeenNanos: 1n, lastSeenNanos: now - age * day };
      const closed = orderId === 'open' ? {} : { closedNanos: now - age * day };
      const state = { ...order, flow: 'small', stage: orderId === 'open' ? 'A' : 'B', ...times, ...closed };
      await store.saveOrders({ orders: [state] });
    }
    const fact = { id: 'p', kind: 'problem.opened', timeNanos: 1n, actor: 'system', subject: 'x', data: {} };
    await store.appendFacts([{ ...fact, tenantId: 'acme', orderId: 'problem' }]);
  });
  afterEach(async () => {
    await api.close();
    await store.close();
  });

  async function post<T>(url: string, body: object): Promise<{ status: number; body: T }> {
    const response = await api.inject({ method: 'POST', url: `/api/v1${url}`, payload: body });
    return { status: response.statusCode, body: response.json<T>() };
  }

  async function run(dryRun: boolean) {
    expect((await post('/retention', { dry_run: dryRun })).status).toBe(202);
    return vi.waitFor(async () => {
      const status = (await api.inject('/api/v1/retention')).json<RetentionStatus>();
      expect(status.run?.ended_at).not.toBeNull();
      return status;
    });
  }

  const spansOf = async (orderId: string) => {
    let count = 0;
    for (const span of (await store.journeyOf({ tenantId: 'acme', orderId })).spans)
      count += span.name === '' ? 0 : 1;
    return count;
  };

  it('goes by the outcome: healthy orders keep a skeleton, problems, open and pinned ones everything', async () => {
    expect(await post('/orders/pinned/pin', { note: 'a case for the lawyers' })).toMatchObject({
      status: 200,
      body: { order_id: 'pinned', tenant_id: 'acme', pinned: true },
    });
    const expected = [
      { rule: 'healthy_skeleton', spans: 1, logs: 1, orders: 0 },
      { rule: 'healthy_expired', spans: 1, logs: 1, orders: 1 },
    ];
    expect((await run(true)).run).toMatchObject({ dry_run: true, removed: expected });
    expect(await spansOf('healthy')).toBe(1);
    const status = await run(false);
    expect(status.run).toMatchObject({ dry_run: false, removed: expected, error: null });
    expect(status.policy).toMatchObject({
      healthy: { keep_ms: 30 * 86_400_000 },
      technical_ms: 7 * 86_400_000,
    });
    const left = ['healthy', 'problem', 'pinned', 'open', 'old'].map((orderId) => spansOf(orderId));
    expect(await Promise.all(left)).toEqual([0, 1, 1, 1, 0]);
    expect(await store.order({ tenantId: 'acme', orderId: 'healthy' })).toBeDefined();
    expect(await store.order({ tenantId: 'acme', orderId: 'old' })).toBeUndefined();
    const { facts } = await store.facts({ kinds: ['retention.ran'], limit: 5 });
    expect(facts).toHaveLength(1);
  });

  it('lets an order that is no longer pinned go as others do', async () => {
    await post('/orders/pinned/pin', {});
    await vi.waitFor(() => expect(BigInt(Date.now())).toBeGreaterThan(now / 1_000_000n));
    await post('/orders/pinned/unpin', { note: 'settled' });
    await run(false);
    expect(await spansOf('pinned')).toBe(0);
  });

  it('leaves labels of metrics, too, when it is erased', async () => {
    const calls = new CallMetrics(metrics);
    calls.saw(
      batchOf({
        spans: [spanSample({ trace: 99n, kind: 'server', name: 'GET /of/Zinaida', status: 'error' })],
      }),
    );
    expect(await metrics.metrics()).toContain('Zinaida');
    await post('/erase', { matching: 'Zinaida', dry_run: true });
    expect(await metrics.metrics()).toContain('Zinaida');
    await post('/erase', { matching: 'Zinaida', dry_run: false });
    expect(await metrics.metrics()).not.toContain('Zinaida');
  });

  it('is erased by text, by order and by trace, and the fact does not tell what it was', async () => {
    const secret = 'ivan@example.com';
    await store.append(batchOf({ spans: [spanSample({ trace: 77n, body: `mail ${secret}` })] }));
    const dry = await post<Erased>('/erase', { matching: secret, dry_run: true });
    expect(dry.body).toEqual({ dry_run: true, spans: 1, logs: 0, events: 0, orders: 0, facts: 0 });
    expect((await post<Erased>('/erase', { matching: secret, dry_run: false })).body.spans).toBe(1);
    expect((await post<Erased>('/erase', { order_id: 'open', dry_run: false })).body).toMatchObject({
      orders: 1,
    });
    expect((await post('/erase', { order_id: 'open', dry_run: false })).status).toBe(404);
    expect((await post('/erase', { order_id: 'old', matching: secret, dry_run: false })).status).toBe(400);
    const { facts } = await store.facts({ kinds: ['store.erased'], limit: 5 });
    expect(facts.map(({ data }) => data['what'])).toEqual(['text', 'order']);
    expect(JSON.stringify(facts.map(({ data }) => data))).not.toContain(secret);
  });
});
