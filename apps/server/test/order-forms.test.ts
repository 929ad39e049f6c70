import type { Journey } from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, noCoverage, placeKey, type LogRecord, type Span } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Position, type Store } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApi } from '../src/api.js';
import { foldContext } from '../src/fold/fold-context.js';
import { foldPass } from '../src/fold/fold-pass.js';
import { learnReceipts } from '../src/fold/learn.js';
import { createRegistry } from '../src/metrics/index.js';
import { spansOfOrderTrace } from '../src/query/order-trace.js';
import { orderSpan } from './keeping-store.js';

const now = BigInt(Date.now()) * 1_000_000n;
const flows = flowsOf([manufacturerFlow()]);
const shop = orderSpan('1');

function named(orderId: string) {
  return [...shop.attributes, ['order_id', orderId], ['tenant_id', 'retail']] as const;
}

function spanOf(orderId: string, parent?: Span): Span {
  const spanId = parent === undefined ? '1' : '2';
  return {
    ...shop,
    spanId: spanId.padStart(16, '0'),
    startNanos: now,
    attributes: new Map(named(orderId)),
    ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
  };
}

function transition(orderId: string, stage: string): LogRecord {
  return {
    timeNanos: now,
    observedNanos: now,
    flags: 1,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'order.transition',
    body: null,
    attributes: new Map([...named(orderId), ['stage', stage]]),
    resource: shop.resource,
    scope: shop.scope,
  };
}

describe('an order that a service names in form encoding', () => {
  let store: Store;
  let api: FastifyInstance;
  let position: Position;
  beforeEach(async () => {
    store = createMemoryStore();
    position = store.positions.start;
    api = await createApi({
      store,
      gate: createGate(defaultPolicy),
      flows: () => flows,
      coverage: noCoverage,
      logger: pino({ level: 'silent' }),
      metrics: createRegistry(),
      readiness: () => ({}),
      consoleFolder: undefined,
    });
  });
  afterEach(() => api.close());

  async function receive(spans: Span[], logs: LogRecord[]): Promise<void> {
    if (spans.length > 0) await store.append(decodeTraces(encodeTraces(spans), 'protobuf').batch);
    await store.append(decodeLogs(encodeLogs(logs), 'protobuf').batch);
    ({ position } = await foldPass(foldContext({ store, flows, now: () => now }), { position }));
  }

  const journeyAt = (id: string) => api.inject(`/api/v1/orders/${encodeURIComponent(id)}/journey`);

  it('is one order, found by both names, with the stages of both', async () => {
    await receive([spanOf('A+B%2F7', spanOf('A B/7'))], [transition('A+B%2F7', 'SUBMITTED')]);
    expect(await store.order({ tenantId: 'retail', orderId: 'A+B/7' })).toBeDefined();
    await receive([spanOf('A B/7')], [transition('A B/7', 'CREATED')]);
    expect(await store.order({ tenantId: 'retail', orderId: 'A+B/7' })).toBeUndefined();
    for (const id of ['A B/7', 'A+B/7']) {
      const { order, transitions, traces } = (await journeyAt(id)).json<Journey>();
      expect(order.order_id).toBe('A B/7');
      expect(transitions.map(({ stage }) => stage).sort()).toEqual(['CREATED', 'SUBMITTED']);
      expect(traces.map(({ spans }) => spans.length)).toEqual([2]);
    }
  });

  it.each(['A B/7', 'A+B/7'])('is erased under both names, whichever is given: %s', async (id) => {
    await receive(
      [spanOf('A+B%2F7', spanOf('A B/7')), spanOf('A B/7')],
      [transition('A+B%2F7', 'SUBMITTED')],
    );
    const erased = await api.inject({
      method: 'POST',
      url: '/api/v1/erase',
      payload: { order_id: id, dry_run: false },
    });
    expect(erased.json()).toMatchObject({ spans: 2, orders: 2 });
    for (const orderId of ['A B/7', 'A+B/7']) expect(await store.tenantsOfOrder(orderId)).toEqual([]);
  });

  it.each(['A B/7', 'A+B/7'])('is found in Jaeger with the traces of both names, by %s', async (id) => {
    const alone = { ...spanOf('A+B%2F7'), traceId: 'e'.repeat(32) };
    await receive([spanOf('A+B%2F7', spanOf('A B/7')), spanOf('A B/7'), alone], []);
    const tags = JSON.stringify({ order_id: id });
    const url = `/jaeger/api/traces?service=shop-api&tags=${encodeURIComponent(tags)}`;
    const { data } = (await api.inject(url)).json<{ data: { traceID: string }[] }>();
    expect(data.map(({ traceID }) => traceID).sort()).toEqual([shop.traceId, alone.traceId].sort());
  });

  it('has the stages of both names in its trace', async () => {
    await receive(
      [spanOf('A+B%2F7', spanOf('A B/7')), spanOf('A B/7')],
      [transition('A B/7', 'CREATED'), transition('A+B%2F7', 'SUBMITTED')],
    );
    const state = await store.order({ tenantId: 'retail', orderId: 'A B/7' });
    const spans = await spansOfOrderTrace({ store, flows: () => flows }, state!);
    const names = spans.map(({ name }) => name).join(' ');
    expect(names).toContain('CREATED');
    expect(names).toContain('SUBMITTED');
  });

  it('shows its receivers when coverage is learned at the start', async () => {
    const queue = [
      ['messaging.system', 'rabbitmq'],
      ['messaging.destination.name', 'q'],
    ] as const;
    const connected = [spanOf('A+B%2F7', spanOf('A B/7')), spanOf('A B/7')];
    const sent: Span = {
      ...spanOf('A+B%2F7'),
      ...{ traceId: 'e'.repeat(32), spanId: '5'.padStart(16, '0'), kind: 'producer' },
      attributes: new Map([...named('A+B%2F7'), ...queue]),
    };
    const taken: Span = {
      ...sent,
      ...{ spanId: '6'.padStart(16, '0'), parentSpanId: sent.spanId, kind: 'consumer' },
    };
    await receive([...connected, sent, taken], [transition('A B/7', 'CREATED')]);
    const context = foldContext({ store, flows, now: () => now });
    await learnReceipts(context);
    expect(context.coverage.at(placeKey('message', 'q'), { service: '' })).toMatchObject({ seen: 1 });
  });

  it('stays two orders where no trace connects the names', async () => {
    await receive([], [transition('A B', 'CREATED'), transition('A+B', 'SUBMITTED')]);
    for (const id of ['A B', 'A+B']) expect((await journeyAt(id)).json<Journey>().order.order_id).toBe(id);
    expect((await journeyAt('A+C')).statusCode).toBe(404);
  });

  it('is not found by another name that nothing reported', async () => {
    await receive([spanOf('A B')], [transition('A B', 'CREATED')]);
    expect((await journeyAt('A+B')).statusCode).toBe(404);
  });
});
