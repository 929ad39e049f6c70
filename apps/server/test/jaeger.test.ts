import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, type Span, noCoverage } from '@ordertrace/model';
import { decodeTraces, encodeTraces } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goDuration } from '../src/jaeger/go-duration.js';
import { createRegistry } from '../src/metrics/index.js';
import { createApi } from '../src/api.js';

const start = 1_795_358_742_027_123_456n;
const traceId = '5b8efff798038103d269b633813fc60c';
const scope = { name: 'orders', version: '1', attributes: new Map([['scope.key', 'scoped']]) };
const resourceOf = (service: string) => ({
  attributes: new Map([
    ['service.name', service],
    ['host.arch', 'arm64'],
  ]),
});

function span(spanId: string, more: Partial<Span> = {}): Span {
  return {
    traceId,
    spanId: spanId.padStart(16, '0'),
    traceState: '',
    flags: 1,
    name: 'POST /orders',
    kind: 'server',
    startNanos: start,
    durationNanos: 1_234_567n,
    status: 'unset',
    statusMessage: '',
    scope,
    attributes: new Map(),
    events: [],
    links: [],
    resource: resourceOf('shop-api'),
    ...more,
  };
}

const placed = span('a1', {
  attributes: new Map<string, string | bigint | boolean | number>([
    ['order_id', '48213'],
    ['tenant_id', 'retail'],
    ['http.response.status_code', 201n],
    ['retry', true],
    ['share', 0.5],
  ]),
  events: [{ timeNanos: start + 1n, name: 'accepted', attributes: new Map([['event.key', 'seen']]) }],
});
const sent = span('a2', {
  parentSpanId: placed.spanId,
  kind: 'producer',
  name: 'send mes.orders',
  startNanos: start + 10n,
});
const taken = span('b1', {
  traceId: 'c'.repeat(32),
  kind: 'consumer',
  name: 'process mes.orders',
  startNanos: start + 99n,
  status: 'error',
  statusMessage: 'no such model',
  resource: resourceOf('mes-api'),
  links: [{ traceId, spanId: sent.spanId, traceState: '', attributes: new Map([['link.key', 'linked']]) }],
  attributes: new Map([['order_id', '48213']]),
});
/** The same ids as `sent`, another content: both are kept. */
const twin = span('a2', {
  parentSpanId: placed.spanId,
  kind: 'producer',
  name: 'send again',
  startNanos: start + 20n,
});
const tick = span('d1', {
  traceId: 'd'.repeat(32),
  kind: 'unspecified',
  name: 'tick',
  startNanos: start - 10n ** 12n,
  resource: resourceOf('clock'),
});

let store: Store;
let api: FastifyInstance;

beforeAll(async () => {
  store = createMemoryStore();
  await store.append(
    decodeTraces(
      encodeTraces([
        placed,
        sent,
        taken,
        twin,
        tick,
        { ...tick, spanId: 'd2'.padStart(16, '0'), kind: 'internal' },
      ]),
      'protobuf',
    ).batch,
  );
  api = await createApi({
    store,
    flows: () => flowsOf([manufacturerFlow()]),
    coverage: noCoverage,
    consoleFolder: undefined,
    logger: pino({ level: 'silent' }),
    metrics: createRegistry(),
    readiness: () => ({}),
    gate: createGate(defaultPolicy),
  });
});
afterAll(async () => {
  await api.close();
  await store.close();
});

async function ask<T>(
  path: string,
  query: Record<string, string> = {},
): Promise<{ status: number; body: T }> {
  const { statusCode, body } = await api.inject({ url: `/jaeger/api${path}`, query });
  return { status: statusCode, body: JSON.parse(body) as T };
}

interface Envelope<T> {
  readonly data: T;
  readonly total: number;
  readonly errors: { code?: number; msg: string; traceID?: string }[] | null;
}
interface ClassicTrace {
  readonly traceID: string;
  readonly spans: { spanID: string; startTime: number; duration: number; operationName: string }[];
}

const micros = (nanos: bigint) => String(nanos / 1000n);
const allTime = { start: micros(start - 10n ** 9n), end: micros(start + 10n ** 9n) };

describe("Jaeger's first API", () => {
  it('tells services and their operations', async () => {
    expect((await ask<Envelope<string[]>>('/services')).body).toMatchObject({
      data: ['clock', 'mes-api', 'shop-api'],
      total: 3,
    });
    expect((await ask<Envelope<string[]>>('/services/shop-api/operations')).body.data).toContain(
      'send again',
    );
    const { body } = await ask<Envelope<unknown[]>>('/operations', { service: 'mes-api' });
    expect(body.data).toEqual([{ name: 'process mes.orders', spanKind: 'consumer' }]);
    const server = await ask<Envelope<unknown[]>>('/operations', { service: 'shop-api', spanKind: 'server' });
    expect(server.body.data).toEqual([{ name: 'POST /orders', spanKind: 'server' }]);
  });

  it('gives a trace whole, spans with one id and other content each', async () => {
    const { body } = await ask<Envelope<ClassicTrace[]>>(`/traces/${traceId}`);
    expect(body.data[0]?.spans.map(({ operationName }) => operationName)).toEqual([
      'POST /orders',
      'send mes.orders',
      'send again',
    ]);
    expect(body.data[0]?.spans[0]).toMatchObject({ startTime: Number(start / 1000n), duration: 1234 });
  });

  it('tells of a trace that is not there in its envelope', async () => {
    const { status, body } = await ask<Envelope<null>>('/traces/1234');
    expect(status).toBe(404);
    expect(body).toMatchObject({ data: null, errors: [{ code: 404, msg: 'trace not found' }] });
    const some = await api.inject(`/jaeger/api/traces?traceID=${traceId}&traceID=ab`);
    expect(some.json()).toMatchObject({
      data: [{ traceID: traceId }],
      errors: [{ traceID: 'ab'.padStart(32, '0') }],
    });
  });

  it.each([
    ['the span, an integer', { 'http.response.status_code': '201' }],
    ['the span, a boolean', { retry: 'true' }],
    ['the span, a double', { share: '0.5' }],
    ['the resource', { 'host.arch': 'arm64' }],
    ['the scope', { 'scope.key': 'scoped' }],
    ['an event', { 'event.key': 'seen' }],
    ['several places, joined by AND', { retry: 'true', 'event.key': 'seen', order_id: '48213' }],
    ['what Jaeger makes of the kind', { 'span.kind': 'server' }],
  ])('finds a trace by a tag of %s', async (_, tags) => {
    const query = { service: 'shop-api', tags: JSON.stringify(tags), ...allTime };
    expect(
      (await ask<Envelope<ClassicTrace[]>>('/traces', query)).body.data.map((trace) => trace.traceID),
    ).toEqual([traceId]);
  });

  it('finds a trace by a tag of a link, by its error, and by key:value', async () => {
    for (const tag of ['link.key:linked', 'error:true', 'otel.status_description:no such model']) {
      const { body } = await ask<Envelope<ClassicTrace[]>>('/traces', {
        service: 'mes-api',
        tag,
        ...allTime,
      });
      expect(body.data).toHaveLength(1);
    }
  });

  it.each([
    { retry: 'yes' },
    { 'http.response.status_code': '202' },
    { retry: 'true', 'event.key': 'unseen' },
    { order_id: '48214' },
  ])('does not find it by %j', async (tags) => {
    const query = { service: 'shop-api', tags: JSON.stringify(tags), ...allTime };
    expect((await ask<Envelope<ClassicTrace[]>>('/traces', query)).body.data).toEqual([]);
  });

  it('bounds by duration to the nanosecond, by time and by count', async () => {
    const count = async (query: Record<string, string>) =>
      (await ask<Envelope<ClassicTrace[]>>('/traces', { service: 'shop-api', ...allTime, ...query })).body
        .data.length;
    expect(await count({ minDuration: '1234567ns' })).toBe(1);
    expect(await count({ minDuration: '1234568ns' })).toBe(0);
    expect(await count({ maxDuration: '1.234567ms' })).toBe(1);
    expect(await count({ maxDuration: '1234.566us' })).toBe(0);
    expect(await count({ operation: 'send again', limit: '1' })).toBe(1);
    expect(await count({ end: allTime.start })).toBe(0);
  });

  it('shows an unspecified kind as Jaeger: empty here, no tag on the span', async () => {
    const { body } = await ask<Envelope<unknown[]>>('/operations', { service: 'clock' });
    expect(body.data).toEqual(
      expect.arrayContaining([
        { name: 'tick', spanKind: '' },
        { name: 'tick', spanKind: 'internal' },
      ]),
    );
    expect(body.data).toHaveLength(2);
  });

  it('searches all services where none is named, within time and limit', async () => {
    const found = async (query: Record<string, string>) =>
      (await ask<Envelope<ClassicTrace[]>>('/traces', { ...allTime, ...query })).body.data.map(
        (trace) => trace.traceID,
      );
    expect(await found({})).toEqual([taken.traceId, traceId]);
    expect(await found({ service: '', tags: '{"error":"true"}' })).toEqual([taken.traceId]);
    expect(await found({ limit: '1' })).toEqual([taken.traceId]);
  });

  it.each([
    ['with padding', 'W47/95gDgQPSabYzgT/GDA=='],
    ['without padding', 'W47/95gDgQPSabYzgT/GDA'],
    ['URL-safe', 'W47_95gDgQPSabYzgT_GDA'],
  ])('takes a trace id in base64 %s', async (_, id) => {
    for (const path of ['/traces/', '/v3/traces/']) {
      const answer = await api.inject(`/jaeger/api${path}${encodeURIComponent(id)}`);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain(traceId);
    }
    const { body } = await ask<Envelope<ClassicTrace[]>>('/traces', { traceID: id });
    expect(body.data.map((trace) => trace.traceID)).toEqual([traceId]);
  });

  it('warns of an attribute that the gate does not keep, with and without results', async () => {
    const warnings = async (tags: Record<string, string>) =>
      (await ask<Envelope<unknown>>('/traces', { tags: JSON.stringify(tags), ...allTime })).body.errors;
    const warning = [{ msg: expect.stringContaining("attribute 'retry'") as string }];
    expect(await warnings({ retry: 'true' })).toEqual(warning);
    expect(await warnings({ retry: 'never' })).toEqual(warning);
    expect(await warnings({ order_id: '48213', error: 'false', 'otel.scope.name': 'orders' })).toBeNull();
  });

  it.each([
    [{ minDuration: '100' }, "unable to parse param 'minDuration'"],
    [{ minDuration: '2s', maxDuration: '1s' }, "'maxDuration' should be greater than 'minDuration'"],
    [{ limit: '0' }, 'limit must be greater than 0'],
    [{ start: 'yesterday' }, "unable to parse param 'start'"],
    [{ tags: '[1]' }, 'no JSON object'],
    [{ tags: '{' }, 'no JSON'],
    [{ tag: 'order_id' }, 'expecting key:value'],
    [{ traceID: 'xyz' }, 'no trace id'],
    [{ start: '20', end: '10' }, 'start time must be before end time'],
  ])('refuses %j in its envelope', async (query, message) => {
    const { status, body } = await ask<Envelope<null>>('/traces', { service: 'shop-api', ...query });
    expect(status).toBe(400);
    expect(body.errors?.[0]).toMatchObject({ code: 400, msg: expect.stringContaining(message) as string });
  });

  it('tells which service calls which, over a message too', async () => {
    const { body } = await ask<Envelope<unknown[]>>('/dependencies', {
      endTs: String(start / 10n ** 6n + 1000n),
      lookback: '60000',
    });
    expect(body.data).toEqual([{ parent: 'shop-api', child: 'mes-api', callCount: 1 }]);
  });
});

const bounds = {
  'query.startTimeMin': '2026-01-01T00:00:00Z',
  'query.startTimeMax': '2027-01-01T00:00:00.000000001Z',
};

describe("Jaeger's third API", () => {
  it('gives a trace as OTLP, exact to the nanosecond', async () => {
    const { body } = await ask<{ result: unknown }>(`/v3/traces/${traceId}`);
    const { batch } = decodeTraces(new TextEncoder().encode(JSON.stringify(body.result)), 'json');
    expect(batch.spans.length).toBe(3);
    expect([...batch.spans.timeNanos.subarray(0, 3)]).toContain(start);
    expect(JSON.stringify(body)).toContain(`"startTimeUnixNano":"${start}"`);
  });

  it('finds traces in either spelling of its parameters', async () => {
    for (const query of [
      { 'query.serviceName': 'shop-api', 'query.attributes': '{"order_id":"48213"}', ...bounds },
      {
        'query.service_name': 'shop-api',
        'query.start_time_min': '2026-01-01T00:00:00Z',
        'query.num_traces': '5',
      },
    ])
      expect((await ask<{ result?: unknown }>('/v3/traces', query)).body.result).toBeDefined();
  });

  it('sums traces up for the list', async () => {
    const { body } = await ask<{ summaries: unknown[] }>('/v3/trace-summaries', {
      'query.serviceName': 'shop-api',
      ...bounds,
    });
    expect(body.summaries).toEqual([
      {
        traceId,
        traceID: traceId,
        rootServiceName: 'shop-api',
        rootOperationName: 'POST /orders',
        minStartTimeUnixNano: `${start}`,
        maxEndTimeUnixNano: `${start + 20n + 1_234_567n}`,
        spanCount: 3,
        errorSpanCount: 0,
        orphanSpanCount: 0,
        services: [{ name: 'shop-api', spanCount: 3, errorSpanCount: 0 }],
      },
    ]);
  });

  it('tells services, operations and dependencies', async () => {
    expect((await ask('/v3/services')).body).toEqual({ services: ['clock', 'mes-api', 'shop-api'] });
    expect((await ask('/v3/operations', { service: 'shop-api', span_kind: 'server' })).body).toEqual({
      operations: [{ name: 'POST /orders', spanKind: 'server' }],
    });
    for (const query of [{ service: 'clock' }, { service: 'clock', spanKind: 'internal' }])
      expect((await ask('/v3/operations', query)).body).toEqual({
        operations: [{ name: 'tick', spanKind: 'internal' }],
      });
    const time = { startTime: bounds['query.startTimeMin'], endTime: bounds['query.startTimeMax'] };
    expect((await ask('/v3/dependencies', time)).body).toEqual({
      dependencies: [{ parent: 'shop-api', child: 'mes-api', callCount: '1' }],
    });
  });

  it('warns of an attribute that the gate does not keep', async () => {
    const warnings = [expect.stringContaining("attribute 'retry'") as string];
    const query = { ...bounds, 'query.attributes': '{"retry":"true"}' };
    for (const path of ['/v3/traces', '/v3/trace-summaries'])
      expect((await ask(path, query)).body).toMatchObject({ warnings });
    const none = await ask<{ error: { message: string } }>('/v3/traces', {
      ...bounds,
      'query.attributes': '{"retry":"never"}',
    });
    expect(none.body.error.message).toMatch(/^No traces found\. .*attribute 'retry'/);
  });

  it.each([
    ['/v3/traces', { 'query.durationMin': '5' }, 400, 'query.durationMin'],
    ['/v3/traces', { 'query.startTimeMin': '1795358742' }, 400, 'query.startTimeMin'],
    ['/v3/traces', { 'query.attributes': '{"a":{}}' }, 400, 'the tag a'],
    ['/v3/traces', { 'query.filter': '{}' }, 400, 'query.attributes'],
    ['/v3/traces', { 'query.serviceName': 'nobody' }, 404, 'No traces found'],
    ['/v3/traces/123', {}, 404, 'No traces found'],
    ['/v3/traces/xyz', {}, 400, 'no trace id'],
    ['/v3/dependencies', { endTime: '2026-01-01T00:00:00Z' }, 400, 'startTime is required'],
  ])('refuses %s %j with %i', async (path, query, status, message) => {
    const answer = await ask<{ error: { httpCode: number; message: string } }>(path, query);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({
      httpCode: status,
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('a Go duration', () => {
  it.each([
    ['1.5s', 1_500_000_000n],
    ['2h45m', 9_900_000_000_000n],
    ['100us', 100_000n],
    ['1µs', 1000n],
    ['.5ms', 500_000n],
    ['0', 0n],
  ])('%s is %d ns', (text, nanos) => {
    expect(goDuration(text)).toBe(nanos);
  });

  it.each(['100', '', '1.5', 'ms', '1 s', '-1s', '1d', '1s2'])('"%s" is none', (text) => {
    expect(goDuration(text)).toBeUndefined();
  });

  it('of whole nanoseconds is read back exactly', () => {
    fc.assert(fc.property(fc.bigInt(1n, 2n ** 62n), (nanos) => goDuration(`${nanos}ns`) === nanos));
  });
});
