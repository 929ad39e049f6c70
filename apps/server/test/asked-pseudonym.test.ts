import type { OrderList, OrderWithDiagnosis } from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, nanosFromMillis, noCoverage } from '@ordertrace/model';
import { decodeTraces, encodeTraces, scrubWith } from '@ordertrace/otlp';
import { createGate, defaultPolicy, type Gate } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Access } from '../src/access/access.js';
import { createApi } from '../src/api.js';
import { orderSpan } from './keeping-store.js';

const address = 'a@b.example';
const asked = encodeURIComponent(address);

/** Partners of the tenant that a header names; else everything is allowed. */
const access: Access = {
  signIn: true,
  identify: ({ headers }) => {
    const tenant = headers['x-tenant'];
    const person =
      tenant === undefined
        ? { tenantId: undefined, roles: ['support', 'security'] as const }
        : { tenantId: String(tenant), roles: ['partner'] as const };
    return Promise.resolve({ person: { name: '', subject: 'a', scopes: [], ...person }, by: 'token' });
  },
};

describe('an order whose id became a pseudonym', () => {
  let store: Store;
  let gate: Gate;
  let api: FastifyInstance;
  let pseudonym: string;

  beforeEach(async () => {
    store = createMemoryStore();
    gate = createGate(defaultPolicy, { pseudonymKey: Buffer.alloc(32, 5) });
    pseudonym = gate.pseudonymOfId(address)!;
    const span = orderSpan('1');
    const attributes = new Map([...span.attributes, ['order_id', address]]);
    const { batch } = decodeTraces(encodeTraces([{ ...span, attributes }]), 'protobuf', {
      scrub: scrubWith(gate),
    });
    const { position } = await store.append(batch);
    const nowNanos = nanosFromMillis(Date.now());
    const order = {
      orderId: pseudonym,
      tenantId: 'retail',
      flow: 'manufacturer',
      stage: 'CREATED',
      stageSinceNanos: nowNanos,
      firstSeenNanos: nowNanos,
      lastSeenNanos: nowNanos,
    };
    await store.saveOrders({ orders: [order, { ...order, orderId: '48213' }], position });
    api = await createApi({
      store,
      gate,
      access,
      flows: () => flowsOf([manufacturerFlow()]),
      coverage: noCoverage,
      consoleFolder: undefined,
      logger: pino({ level: 'silent' }),
      metrics: new Registry(),
      readiness: () => ({}),
    });
  });
  afterEach(async () => {
    await api.close();
    await store.close();
  });

  const get = (url: string, headers: Record<string, string> = {}) => api.inject({ url, headers });
  const erase = (target: object) =>
    api.inject({ method: 'POST', url: '/api/v1/erase', payload: { dry_run: false, ...target } });

  it('is stored under the pseudonym alone', async () => {
    expect(pseudonym).toMatch(/^anon-/);
    expect(await store.tenantsOfOrder(pseudonym)).toEqual(['retail']);
    expect(await store.tenantsOfOrder(address)).toEqual([]);
  });

  it('is found by the id that people know, in lists, counts and by itself', async () => {
    const list = (await get(`/api/v1/orders?q=${asked}`)).json<OrderList>();
    expect(list.orders.map(({ order_id: id }) => id)).toEqual([pseudonym]);
    const counts = (await get(`/api/v1/orders/counts?q=${asked}`)).json<{ counts: { count: number }[] }>();
    expect(counts.counts.map(({ count }) => count)).toEqual([1]);
    for (const path of ['', '/journey', '/trace', '?tenant=retail']) {
      const answer = await get(`/api/v1/orders/${asked}${path}`);
      expect([path, answer.statusCode]).toEqual([path, 200]);
    }
    const order = (await get(`/api/v1/orders/${asked}`)).json<OrderWithDiagnosis>();
    expect(order.order_id).toBe(pseudonym);
  });

  it('is found by its own partner, and by no other', async () => {
    const path = `/partner/v1/orders/${asked}`;
    expect((await get(path, { 'x-tenant': 'retail' })).statusCode).toBe(200);
    const others = await get(path, { 'x-tenant': 'acme' });
    const unknown = await get('/partner/v1/orders/none', { 'x-tenant': 'acme' });
    expect([others.statusCode, unknown.statusCode]).toEqual([404, 404]);
  });

  it('is erased by the id that people know', async () => {
    expect((await erase({ order_id: address, dry_run: true })).json()).toMatchObject({ orders: 1 });
    expect(await store.tenantsOfOrder(pseudonym)).toEqual(['retail']);
    expect((await erase({ order_id: address })).json()).toMatchObject({ orders: 1, spans: 1 });
    expect(await store.tenantsOfOrder(pseudonym)).toEqual([]);
    expect((await erase({ order_id: address })).statusCode).toBe(404);
  });

  it('is erased by that id as a text', async () => {
    expect((await erase({ matching: address })).json()).toMatchObject({ orders: 1 });
    expect(await store.tenantsOfOrder(pseudonym)).toEqual([]);
    expect((await get(`/api/v1/orders/${asked}`)).statusCode).toBe(404);
    expect((await get('/api/v1/orders/48213?tenant=retail')).statusCode).toBe(200);
  });

  it('leaves other questions as they are, and nothing is learned or counted of them', async () => {
    const before = gate.counts();
    await get(`/api/v1/orders?q=${asked}`);
    expect((await get('/api/v1/orders/other%40b.example')).statusCode).toBe(404);
    expect((await get('/api/v1/orders?q=4821')).json<OrderList>().orders).toHaveLength(1);
    expect(gate.pseudonymOfId('48213')).toBeUndefined();
    expect(createGate(defaultPolicy).pseudonymOfId(address)).toBeUndefined();
    expect(gate.counts()).toEqual(before);
  });
});
