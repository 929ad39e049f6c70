import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, nanosFromMillis, type AttributeValue, type LogRecord, type Span } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { createMemoryStore } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { createRegistry } from '../src/metrics/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldContext } from '../src/fold/fold-context.js';
import { foldPass } from '../src/fold/fold-pass.js';
import { createApi } from '../src/api.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const now = nanosFromMillis(Date.now());
const minute = 60_000_000_000n;
const created = now - 60n * minute;
const record = {
  traceId,
  spanId,
  flags: 1,
  resource: {
    attributes: new Map([
      ['service.name', 'shop-api'],
      ['deployment.environment.name', 'factory'],
    ]),
  },
  scope: { name: 'test', version: '', attributes: new Map<string, AttributeValue>() },
};
const fields = (tenant: string): readonly [string, string][] => [
  ['order_id', '48213'],
  ['tenant_id', tenant],
];

const request: Span = {
  ...record,
  traceState: '',
  name: 'POST /orders',
  kind: 'server',
  startNanos: created,
  durationNanos: minute,
  status: 'unset',
  statusMessage: '',
  attributes: new Map(fields('retail')),
  events: [],
  links: [],
};

function transition(stage: string, timeNanos: bigint, tenant = 'retail'): LogRecord {
  return {
    ...record,
    timeNanos,
    observedNanos: timeNanos,
    severityNumber: 9,
    severityText: '',
    eventName: 'order.transition',
    body: null,
    attributes: new Map([...fields(tenant), ['stage', stage]]),
  };
}

describe('an order as one trace, by the API', () => {
  const store = createMemoryStore();
  const flow = manufacturerFlow();
  let api: FastifyInstance;

  beforeAll(async () => {
    const logs = [transition('CREATED', created), transition('SUBMITTED', created + 30n * minute)];
    await store.append(decodeTraces(encodeTraces([request]), 'protobuf').batch);
    await store.append(decodeLogs(encodeLogs(logs), 'protobuf').batch);
    const context = foldContext({ store, flows: flowsOf([flow]), now: () => now });
    await foldPass(context, { position: context.store.positions.start });
    api = await createApi({
      store,
      flows: () => flowsOf([flow]),
      coverage: context.coverage,
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

  it('is OTLP that a server takes back in, unless said otherwise', async () => {
    const response = await api.inject('/api/v1/orders/48213/trace');
    expect(response.statusCode).toBe(200);
    const { batch, rejected } = decodeTraces(new TextEncoder().encode(response.body), 'json');
    expect(batch.spans).toHaveLength(3);
    expect(rejected).toHaveLength(0);
    expect(batch.texts).toEqual(expect.arrayContaining(['order', 'CREATED', 'SUBMITTED', 'mes-api']));
  });

  it('is a tree of stages with links to the technical traces, as Jaeger tells it', async () => {
    const body = (await api.inject('/api/v1/orders/48213/trace?format=jaeger')).json<{
      data: { traceID: string; spans: { spanID: string }[]; processes: Record<string, unknown> }[];
    }>();
    const [trace] = body.data;
    const root = trace?.spans[0]?.spanID;
    const micros = (nanos: bigint) => Number(nanos / 1000n);
    expect(trace?.spans).toMatchObject([
      { operationName: 'order', references: [], startTime: micros(created) },
      {
        operationName: 'CREATED',
        duration: micros(30n * minute),
        references: [
          { refType: 'CHILD_OF', traceID: trace?.traceID, spanID: root },
          { refType: 'FOLLOWS_FROM', traceID: traceId, spanID: spanId },
        ],
      },
      { operationName: 'SUBMITTED', startTime: micros(created + 30n * minute) },
    ]);
    expect(Object.values(trace?.processes ?? {})).toContainEqual({
      serviceName: 'order',
      tags: [{ key: 'deployment.environment.name', type: 'string', value: 'factory' }],
    });
  });

  it.each([
    ['/api/v1/orders/none/trace', 404, 'no_such_order'],
    ['/api/v1/orders/48213/trace?tenant=goldwerk', 404, 'no_such_order'],
    ['/api/v1/orders/48213/trace?format=zipkin', 400, 'invalid_parameter'],
  ])('%s is answered %i %s', async (url, status, code) => {
    const response = await api.inject(url);
    expect(response.json()).toMatchObject({ status, code });
  });
});
