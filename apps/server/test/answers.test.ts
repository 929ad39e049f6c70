import { manufacturerFlow } from '@ordertrace/flow';
import {
  eventBatch,
  flowsOf,
  nanosFromMillis,
  ReceiptLedger,
  type Flows,
  type OrderEvent,
} from '@ordertrace/model';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Position, type Store } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Access } from '../src/access/access.js';
import { AnswerMemory } from '../src/answers/answer-memory.js';
import { StateVersions } from '../src/answers/index.js';
import { createApi } from '../src/api.js';
import { foldContext, type FoldContext } from '../src/fold/fold-context.js';
import { foldPass } from '../src/fold/fold-pass.js';
import { ProblemDesk } from '../src/problems/index.js';
import { Erasures } from '../src/retention/index.js';

/** A Tuesday at noon in Moscow. */
const noonMs = Date.parse('2026-11-24T09:00:00Z');
const hourMs = 3_600_000;

/** The headers name the role and the tenant of the caller. */
const access: Access = {
  signIn: true,
  identify: ({ headers }) => {
    const tenantId = headers['x-tenant'] === undefined ? undefined : String(headers['x-tenant']);
    const roles = [headers['x-role'] === 'partner' ? 'partner' : 'support'] as const;
    return Promise.resolve({ person: { name: '', subject: 'a', scopes: [], tenantId, roles }, by: 'token' });
  },
};

/** Calls of the store by which lists and counts are computed. */
const computing = ['listOrders', 'countOrders', 'listProblems', 'listCauses', 'leadTimes'] as const;

const period = `from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z`;
const routes = {
  orders: '/api/v1/orders',
  counts: '/api/v1/orders/counts',
  problems: '/api/v1/problems',
  causes: '/api/v1/causes',
  numbers: `/api/v1/numbers?${period}`,
} as const;
type Route = keyof typeof routes;
const allRoutes = Object.keys(routes) as Route[];

describe('an answer that open pages ask for again', () => {
  let store: Store;
  let kept: Store;
  let versions: StateVersions;
  let erasures: Erasures;
  let desk: ProblemDesk;
  let context: FoldContext;
  let flows: Flows;
  let api: FastifyInstance;
  let position: Position;
  let computed: () => number;

  const nowNanos = () => nanosFromMillis(Date.now());
  const event = (orderId: string, stage: string, tenantId = 'retail'): OrderEvent => {
    const timeNanos = nowNanos();
    return { type: 'transition', orderId, tenantId, timeNanos, service: 'shop-api', stage };
  };
  async function fold(...events: OrderEvent[]): Promise<void> {
    if (events.length > 0) await store.append(eventBatch(events));
    ({ position } = await foldPass(context, { position }));
  }

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: noonMs });
    kept = createMemoryStore();
    const spies = computing.map((name) => vi.spyOn(kept, name));
    computed = () => spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    versions = new StateVersions();
    store = versions.watching(kept);
    flows = flowsOf([manufacturerFlow()]);
    desk = new ProblemDesk({ store, now: nowNanos });
    context = foldContext({ store, flows, coverage: new ReceiptLedger(), now: nowNanos, desk });
    erasures = new Erasures();
    position = kept.positions.start;
    api = await createApi({
      store,
      versions,
      erasures,
      access,
      desk,
      flows: () => flows,
      metrics: new Registry(),
      logger: pino({ level: 'silent' }),
      gate: createGate(defaultPolicy),
      coverage: new ReceiptLedger(),
      readiness: () => ({ store: true }),
      consoleFolder: undefined,
    });
    await fold(event('delivered', 'CREATED'), event('stuck', 'SUBMITTED'), event('other', 'CREATED', 'acme'));
    await fold(event('delivered', 'CLOSED'));
    vi.setSystemTime(noonMs + 5 * 24 * hourMs);
    await fold();
    vi.setSystemTime(noonMs + 5 * 24 * hourMs + hourMs);
  });
  afterEach(async () => {
    vi.useRealTimers();
    await api.close();
    await kept.close();
  });

  const ask = (url: string, headers: Record<string, string> = {}) => api.inject({ url, headers });
  const tagOf = async (url: string, headers: Record<string, string> = {}) =>
    String((await ask(url, headers)).headers.etag);

  it.each(allRoutes)('%s is not computed again, nor sent again, while nothing changed', async (route) => {
    const first = await ask(routes[route]);
    expect(first.statusCode).toBe(200);
    expect(first.headers.etag).toMatch(/^W\/"[\w-]{27}"$/);
    const before = computed();
    expect(before).toBeGreaterThan(0);
    const again = await ask(routes[route], { 'if-none-match': `"other", ${String(first.headers.etag)}` });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await ask(routes[route])).json()).toEqual(first.json());
    expect(computed()).toBe(before);
  });

  it.each(allRoutes)('%s may be kept by the caller only, who must ask whether it holds', async (route) => {
    const first = await ask(routes[route]);
    const again = await ask(routes[route], { 'if-none-match': String(first.headers.etag) });
    for (const { headers } of [first, again]) expect(headers['cache-control']).toBe('private, no-cache');
  });

  it.each(allRoutes)('%s is computed once for those who ask at the same time', async (route) => {
    const [first, ...more] = await Promise.all(Array.from({ length: 10 }, () => ask(routes[route])));
    const once = computed();
    for (const one of more) expect(one.body).toBe(first?.body);
    versions.changedAll();
    await ask(routes[route]);
    expect(computed()).toBe(2 * once);
  });

  const changes: readonly (readonly [string, readonly Route[], () => Promise<unknown>])[] = [
    ['a new order', ['orders', 'counts', 'numbers'], () => fold(event('new', 'CREATED'))],
    ['the end of an order', ['orders', 'counts', 'numbers'], () => fold(event('stuck', 'CANCELLED'))],
    [
      'a situation that time changed',
      ['counts', 'orders'],
      async () => {
        await fold(event('waits', 'SUBMITTED'));
        const before = await ask(routes.counts);
        vi.setSystemTime(Date.now() + 20 * 24 * hourMs);
        await fold();
        expect((await ask(routes.counts)).body).not.toBe(before.body);
      },
    ],
    [
      'an action on a problem',
      ['problems', 'causes', 'numbers'],
      async () => {
        const [problem] = (await ask(routes.problems)).json<{ problems: { problem_id: string }[] }>()
          .problems;
        const url = `/api/v1/problems/${problem?.problem_id ?? ''}/acknowledge`;
        const done = await api.inject({ method: 'POST', url, payload: {} });
        expect(done.statusCode).toBe(200);
      },
    ],
    [
      'another flow',
      ['numbers'],
      () => {
        flows = flowsOf([{ ...manufacturerFlow(), name: 'another' }]);
        versions.changedAll();
        return Promise.resolve();
      },
    ],
    [
      'retention',
      ['orders', 'counts', 'numbers'],
      () =>
        store.retain({
          rules: [{ name: 'delivered', keep: 'nothing' }],
          orders: [[{ tenantId: 'retail', orderId: 'delivered' }, 0]],
          dryRun: false,
        }),
    ],
    [
      'an erasure',
      ['orders', 'counts', 'problems', 'causes', 'numbers'],
      () => {
        const target = { order: { tenantId: 'retail', orderId: 'stuck' } };
        return erasures.run(target, () => store.erase({ target, dryRun: false }));
      },
    ],
  ];

  it.each(changes)('%s changes the answers of %j', async (_, changed, change) => {
    const tags = await Promise.all(changed.map((route) => tagOf(routes[route])));
    await change();
    for (const [i, route] of changed.entries()) {
      const answer = await ask(routes[route], { 'if-none-match': tags[i] ?? '' });
      expect([route, answer.statusCode]).toEqual([route, 200]);
    }
  });

  it('is not sent again if a change left it as it was', async () => {
    const tag = await tagOf(`${routes.counts}?stage=CREATED`);
    const before = computed();
    await fold(event('elsewhere', 'SUBMITTED'));
    const again = await ask(`${routes.counts}?stage=CREATED`, { 'if-none-match': tag });
    expect([again.statusCode, computed()]).toEqual([304, before + 1]);
  });

  it('is not computed again for a tenant when another changed', async () => {
    const acme = { 'x-tenant': 'acme' };
    await ask(routes.counts, acme);
    const before = computed();
    await fold(event('new', 'CREATED', 'retail'));
    await ask(routes.counts, acme);
    expect(computed()).toBe(before);
    await fold(event('new', 'CREATED', 'acme'));
    await ask(routes.counts, acme);
    expect(computed()).toBe(before + 1);
  });

  it('is not shared by two tenants, nor by a partner and others, even where its text is the same', async () => {
    const empty = `${routes.orders}?q=nothing`;
    const callers = [
      {},
      { 'x-tenant': 'acme' },
      { 'x-tenant': 'goldwerk' },
      { 'x-tenant': 'acme', 'x-role': 'partner' },
    ].map((headers) => headers as Record<string, string>);
    const tags = await Promise.all(callers.map((caller) => tagOf(empty, caller)));
    expect(new Set(tags).size).toBe(callers.length);
    for (const [i, caller] of callers.entries())
      for (const [k, tag] of tags.entries())
        expect((await ask(empty, { ...caller, 'if-none-match': tag })).statusCode).toBe(i === k ? 304 : 200);
    const ofAcme = (await ask(routes.orders, { 'x-tenant': 'acme' })).body;
    expect(ofAcme).toContain('other');
    expect(ofAcme).not.toContain('stuck');
    expect((await ask(routes.orders, { 'x-tenant': 'goldwerk' })).json()).toEqual({ orders: [], next: null });
  });

  it('is another one in another language, and for another query', async () => {
    const tags = [
      await tagOf(routes.orders),
      await tagOf(routes.orders, { 'accept-language': 'ru' }),
      await tagOf(`${routes.orders}?limit=49`),
    ];
    expect(new Set(tags).size).toBe(3);
  });

  it('does not outlive the durations in its sentences', async () => {
    const tag = await tagOf(routes.orders);
    const before = computed();
    vi.setSystemTime(Date.now() + 48 * hourMs);
    const later = await ask(routes.orders, { 'if-none-match': tag });
    expect([later.statusCode, computed()]).toEqual([200, before + 1]);
  });

  it('is computed for each caller while data is being removed', async () => {
    await ask(routes.counts);
    let end: () => void = () => undefined;
    vi.spyOn(kept, 'erase').mockImplementation(async () => {
      await new Promise<void>((resolve) => (end = resolve));
      return { refold: [], spans: 0, logs: 0, orders: 0, facts: 0 } as never;
    });
    const erasure = store.erase({ target: { matching: 'text' }, dryRun: false });
    const before = computed();
    await ask(routes.counts);
    await ask(routes.counts);
    expect(computed()).toBe(before + 2);
    end();
    await erasure;
    await ask(routes.counts);
    await ask(routes.counts);
    expect(computed()).toBe(before + 3);
  });

  it('is refused as ever where the caller may not ask', async () => {
    const tag = await tagOf(`${routes.counts}?problem=open`);
    const partner = { 'x-role': 'partner', 'x-tenant': 'acme', 'if-none-match': tag };
    expect((await ask(`${routes.counts}?problem=open`, partner)).statusCode).toBe(403);
  });
});

describe('the memory of answers', () => {
  const bounds = { mostBytes: 1000, mostAnswers: 3 };
  let memory: AnswerMemory;
  let computations: string[];
  beforeEach(() => {
    memory = new AnswerMemory(bounds);
    computations = [];
  });
  const ask = (question: string, text = question, version = '1') =>
    memory.answer({ question, version }, () => {
      computations.push(question);
      return Promise.resolve(text);
    });

  it('keeps the answers used last, up to their number', async () => {
    for (const question of ['a', 'b', 'c', 'a', 'd', 'a', 'b']) await ask(question);
    expect(computations).toEqual(['a', 'b', 'c', 'd', 'b']);
  });

  it('keeps the answers used last, up to their size', async () => {
    for (const question of ['a', 'b', 'b', 'a']) await ask(question, question.repeat(400));
    expect(computations).toEqual(['a', 'b', 'a']);
    await ask('large', 'x'.repeat(2000));
    await ask('large', 'x'.repeat(2000));
    expect(computations.slice(3)).toEqual(['large', 'large']);
  });

  it('does not keep a failure', async () => {
    const failing = memory.answer({ question: 'a', version: '1' }, () => Promise.reject(new Error('full')));
    await expect(failing).rejects.toThrow('full');
    expect((await ask('a')).text).toBe('a');
  });

  it('keeps nothing that was being computed when it was cleared', async () => {
    let end: (text: string) => void = () => undefined;
    const slow = memory.answer(
      { question: 'a', version: '1' },
      () => new Promise<string>((resolve) => (end = resolve)),
    );
    memory.clear();
    end('erased');
    await slow;
    expect((await ask('a', 'kept')).text).toBe('kept');
  });
});
