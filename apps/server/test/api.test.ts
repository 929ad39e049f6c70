import { createGate, defaultPolicy } from '@ordertrace/privacy';
import type { Journey, Order, OrderList, ProblemDetails } from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, type LogRecord, type Span } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { createMemoryStore, type Store } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { createRegistry } from '../src/metrics/index.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FoldLoop } from '../src/fold/fold-loop.js';
import { createApi } from '../src/api.js';
import { ServiceSigns } from '../src/fold/service-signs.js';

const logger = pino({ level: 'silent' });
const hour = 3_600_000_000_000n;
const now = BigInt(Date.now()) * 1_000_000n;
const scope = { name: 'test', version: '1', attributes: new Map() };
const resourceOf = (service: string) => ({
  attributes: new Map([
    ['service.name', service],
    ['deployment.environment.name', 'test'],
  ]),
});

function span(part: Partial<Span> & { service?: string }): Span {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceState: '',
    flags: 1,
    name: 'POST /orders',
    kind: 'server',
    startNanos: now - hour,
    durationNanos: 1_500_000n,
    status: 'unset',
    statusMessage: '',
    attributes: new Map(),
    events: [],
    links: [],
    resource: resourceOf(part.service ?? 'shop-api'),
    scope,
    ...part,
  };
}

function transition(orderId: string, tenantId: string, stage: string, timeNanos: bigint): LogRecord {
  return {
    timeNanos,
    observedNanos: timeNanos,
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    flags: 1,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'order.transition',
    body: null,
    attributes: new Map([
      ['order_id', orderId],
      ['tenant_id', tenantId],
      ['stage', stage],
    ]),
    resource: resourceOf('shop-api'),
    scope,
  };
}

describe('the API', () => {
  let store: Store;
  let fold: FoldLoop;
  let api: FastifyInstance;
  let isFolding: boolean;

  beforeEach(async () => {
    isFolding = true;
    store = createMemoryStore();
    const flow = manufacturerFlow();
    fold = new FoldLoop({ store, flows: flowsOf([flow]), signs: new ServiceSigns(), logger });
    fold.start();
    api = await createApi({
      gate: createGate(defaultPolicy),
      store,
      flows: () => flowsOf([flow]),
      logger,
      metrics: createRegistry(),
      readiness: () => ({ projection: isFolding && fold.healthy }),
      coverage: fold.coverage,
      consoleFolder: undefined,
    });
  });
  afterEach(async () => {
    await api.close();
    await fold.stop();
    await store.close();
  });

  async function append(parts: { spans?: Span[]; logs?: LogRecord[] }): Promise<void> {
    if (parts.spans) await store.append(decodeTraces(encodeTraces(parts.spans), 'protobuf').batch);
    if (parts.logs) await store.append(decodeLogs(encodeLogs(parts.logs), 'protobuf').batch);
  }

  async function get<T>(
    url: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: T }> {
    const response = await api.inject({ url, headers });
    return { status: response.statusCode, body: response.json<T>() };
  }

  async function orderWhen(url: string, ready: (order: Order) => boolean): Promise<Order> {
    return vi.waitFor(async () => {
      const { status, body } = await get<Order>(url);
      expect(status).toBe(200);
      expect(ready(body)).toBe(true);
      return body;
    }, 5000);
  }

  it('finds an order by its id alone once its first transition is in', async () => {
    await append({ logs: [transition('48213', 'retail', 'CREATED', now - hour)] });
    const order = await orderWhen('/api/v1/orders/48213', () => true);
    expect(order).toMatchObject({
      order_id: '48213',
      tenant_id: 'retail',
      stage: 'CREATED',
      closed_at: null,
    });
  });

  it('finds an acknowledged order while no fold can save it', async () => {
    await fold.stop();
    isFolding = false;
    await append({
      logs: [
        transition('48213', 'retail', 'CREATED', now - hour),
        transition('48213', 'retail', 'SUBMITTED', now),
      ],
      spans: [span({ attributes: new Map([['order_id', 'spans-only']]), startNanos: now })],
    });
    const { body: order } = await get<Order>('/api/v1/orders/48213');
    expect(order).toMatchObject({ order_id: '48213', tenant_id: 'retail', stage: 'SUBMITTED' });
    const { body: journey } = await get<Journey>('/api/v1/orders/48213/journey');
    expect(journey.transitions.map(({ stage }) => stage)).toEqual(['CREATED', 'SUBMITTED']);
    const { body: withoutStage } = await get<Order>('/api/v1/orders/spans-only');
    expect(withoutStage).toMatchObject({ order_id: 'spans-only', stage: '' });
    expect((await get('/api/v1/orders/48213?tenant=other')).status).toBe(404);
    expect((await get('/api/v1/orders/none')).status).toBe(404);
  });

  it.each(['A'.repeat(256), 'б/?'.repeat(85), '..', '.', '100%'])(
    'opens every order that it stores: %s',
    async (orderId) => {
      await append({ logs: [transition(orderId, 'retail', 'CREATED', now - hour)] });
      const id = encodeURIComponent(orderId);
      const order = await orderWhen(`/api/v1/order?tenant=retail&id=${id}`, () => true);
      expect(order.order_id).toBe(orderId);
      const journey = await get<Journey>(`/api/v1/order/journey?id=${id}`);
      expect(journey.body.order.order_id).toBe(orderId);
      const inPath = await get<Order>(`/api/v1/orders/${id}`);
      expect(inPath.body.order_id).toBe(/^\.+$/.test(orderId) ? undefined : orderId);
    },
  );

  it('refuses an id that is longer than any stored one, with the name of the parameter', async () => {
    const { status, body } = await get<ProblemDetails>(`/api/v1/orders/${'A'.repeat(257)}`);
    expect(status).toBe(400);
    expect(body.field).toBe('order_id');
  });

  it('lists orders by when they entered their stage, and refuses a time that is none', async () => {
    await append({
      logs: [
        transition('old', 'retail', 'CREATED', now - 40n * 24n * hour),
        transition('new', 'retail', 'CREATED', now - hour),
      ],
    });
    await orderWhen('/api/v1/orders/new', () => true);
    const ids = async (query: string) =>
      (await get<OrderList>(`/api/v1/orders?${query}`)).body.orders.map((order) => order.order_id);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    expect(await ids(`stage_before=${yesterday}`)).toEqual(['old']);
    expect(await ids('abandoned=false')).toEqual(['new']);
    expect(await ids('abandoned=true')).toEqual(['old']);
    const { body } = await get<Order>('/api/v1/orders/old');
    expect(body.abandoned).toBe(true);
    const refused = await get<ProblemDetails>('/api/v1/orders?closed_from=yesterday');
    expect(refused.status).toBe(400);
    expect(refused.body.field).toBe('closed_from');
  });

  it('asks back where two tenants use one id, and answers when told which', async () => {
    await append({
      logs: [
        transition('7', 'retail', 'CREATED', now - hour),
        transition('7', 'goldwerk', 'SUBMITTED', now - hour),
      ],
    });
    await orderWhen('/api/v1/orders/7?tenant=goldwerk', (order) => order.stage === 'SUBMITTED');
    const { status, body } = await get<ProblemDetails>('/api/v1/orders/7');
    expect(status).toBe(300);
    expect(body.choices?.map((choice) => choice.tenant_id).sort()).toEqual(['goldwerk', 'retail']);
  });

  it('tells why an order hangs, in the language asked for', async () => {
    await append({ logs: [transition('9', 'retail', 'SUBMITTED', now - 5n * hour)] });
    const order = await orderWhen('/api/v1/orders/9', (found) => found.situation === 'stuck');
    expect(order.reason).toMatch(/“Submitted”/);
    const { body } = await get<Order>('/api/v1/orders/9', { 'accept-language': 'ru-RU,ru;q=0.9' });
    expect(body.reason).toMatch(/«На расчёте»/);
  });

  it('gives a closed order no situation', async () => {
    await append({
      logs: [transition('10', 'retail', 'SHIPPED', now - hour), transition('10', 'retail', 'CLOSED', now)],
    });
    const order = await orderWhen('/api/v1/orders/10', (found) => found.stage === 'CLOSED');
    expect(order).toMatchObject({ situation: null, reason: null });
    expect(order.closed_at).not.toBeNull();
  });

  it('brings a span that never named the order in through its trace, and says the nine fields', async () => {
    const attributes = new Map<string, string | bigint>([
      ['order_id', '48213'],
      ['tenant_id', 'retail'],
      ['http.response.status_code', 201n],
    ]);
    await append({
      spans: [
        span({ attributes }),
        span({
          spanId: 'b7ad6b7169203332',
          parentSpanId: 'b7ad6b7169203331',
          name: 'INSERT orders',
          kind: 'client',
        }),
      ],
      logs: [transition('48213', 'retail', 'CREATED', now - hour)],
    });
    await orderWhen('/api/v1/orders/48213', (order) => order.stage === 'CREATED');
    const response = await api.inject('/api/v1/orders/48213/journey');
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    const body = response.json<Journey>();
    expect(body.traces).toHaveLength(1);
    expect(body.traces[0]?.spans.map((found) => found.name)).toEqual(['POST /orders', 'INSERT orders']);
    expect(body.traces[0]?.spans[0]).toMatchObject({
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      order_id: '48213',
      tenant_id: 'retail',
      application_name: 'shop-api',
      environment: 'test',
      status_code: '201',
      duration: 1.5,
    });
    expect(body.transitions.map((found) => found.stage)).toEqual(['CREATED']);
  });

  it('lists orders by stage, oldest first, page by page', async () => {
    const logs = ['a', 'b', 'c'].map((id, index) =>
      transition(id, 'retail', 'APPROVED', now - BigInt(index) * hour),
    );
    await append({ logs: [...logs, transition('d', 'retail', 'CLOSED', now)] });
    await orderWhen('/api/v1/orders/d', () => true);
    const first = await get<OrderList>('/api/v1/orders?stage=APPROVED&limit=2');
    expect(first.body.orders.map((order) => order.order_id)).toEqual(['c', 'b']);
    const rest = await get<OrderList>(
      `/api/v1/orders?stage=APPROVED&limit=2&cursor=${first.body.next ?? ''}`,
    );
    expect(rest.body.orders.map((order) => order.order_id)).toEqual(['a']);
    expect(rest.body.next).toBeNull();
  });

  it.each([
    ['/api/v1/orders/none', 404, 'no_such_order', undefined],
    ['/api/v1/orders/none/journey', 404, 'no_such_order', undefined],
    ['/api/v1/traces/ffffffffffffffffffffffffffffffff', 404, 'no_such_trace', undefined],
    ['/api/v1/traces/xyz', 400, 'invalid_parameter', 'trace_id'],
    ['/api/v1/orders?limit=0', 400, 'invalid_parameter', 'limit'],
    ['/api/v1/orders?sort=price', 400, 'invalid_parameter', 'sort'],
    ['/api/v1/orders?situation=lazy', 400, 'invalid_parameter', 'situation'],
    ['/api/v1/orders?cursor=none', 400, 'invalid_parameter', 'cursor'],
    ['/api/v1/problems?cursor=none', 400, 'invalid_parameter', 'cursor'],
    ['/api/v1/causes?cursor=none', 400, 'invalid_parameter', 'cursor'],
    ['/nothing', 404, 'no_such_path', undefined],
  ])('%s is answered %i %s', async (url, status, code, field) => {
    const answer = await get<ProblemDetails>(url);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code, status, ...(field === undefined ? {} : { field }) });
  });

  it('describes itself', async () => {
    const { body } = await get<{ paths: Record<string, unknown> }>('/openapi.json');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/orders',
        '/api/v1/orders/{order_id}',
        '/api/v1/orders/{order_id}/journey',
      ]),
    );
  });
});
