import type { ContextAudit, ProblemDetails } from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, type LogRecord, type Span, noCoverage } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { createGate, defaultPolicy, type Gate } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry } from '../src/metrics/index.js';
import { createApi } from '../src/api.js';
import { lineText } from '../src/query/context-audit.js';
import { orderSpan } from './keeping-store.js';

const now = BigInt(Date.now()) * 1_000_000n;
const minute = 60_000_000_000n;

const mes = { attributes: new Map([['service.name', 'mes-api']]) };
const published: Span = {
  ...orderSpan('1'),
  name: 'publish orders.submitted',
  kind: 'producer',
  startNanos: now - minute,
  attributes: new Map([
    ...orderSpan('1').attributes,
    ...([
      ['messaging.system', 'rabbitmq'],
      ['messaging.destination.name', 'orders.submitted'],
      ['messaging.message.id', 'm-1'],
    ] as const),
  ]),
};
const consumed: Span = {
  ...published,
  name: 'process orders.submitted',
  kind: 'consumer',
  resource: mes,
  spanId: '2'.padStart(16, '0'),
  parentSpanId: published.spanId,
  attributes: new Map([['messaging.destination.name', 'orders.submitted']]),
};
const line: LogRecord = {
  timeNanos: now - minute,
  observedNanos: now,
  flags: 1,
  severityNumber: 9,
  severityText: 'INFO',
  traceId: consumed.traceId,
  spanId: consumed.spanId,
  eventName: '',
  body: 'took part 17 of 20',
  attributes: new Map(),
  resource: mes,
  scope: consumed.scope,
};

describe('GET /audit/context', () => {
  let store: Store;
  let api: FastifyInstance;
  let gate: Gate;
  beforeEach(async () => {
    store = createMemoryStore();
    gate = createGate(defaultPolicy);
    const flow = manufacturerFlow();
    api = await createApi({
      store,
      gate,
      flows: () => flowsOf([flow]),
      coverage: noCoverage,
      logger: pino({ level: 'silent' }),
      metrics: createRegistry(),
      readiness: () => ({}),
      consoleFolder: undefined,
    });
  });
  afterEach(() => api.close());

  async function ask<T = ContextAudit>(query = ''): Promise<T> {
    return (await api.inject(`/api/v1/audit/context${query}`)).json<T>();
  }

  it('says which hop and which log line lose the order, with traces to look at', async () => {
    await store.append(decodeTraces(encodeTraces([published, consumed]), 'protobuf').batch);
    await store.append(decodeLogs(encodeLogs([line]), 'protobuf').batch);
    const audit = await ask();
    expect(audit).toMatchObject({
      orders: 1,
      orders_without_tenant: 0,
      read: { spans: 2, logs: 1, complete: true },
    });
    expect(audit.hops).toEqual([
      {
        kind: 'message',
        destination: 'orders.submitted',
        from: 'shop-api',
        to: 'mes-api',
        received: 1,
        with_order: 0,
        dropped: 1,
        unlinked: 0,
        without_context: 0,
      },
    ]);
    const example = {
      trace_id: consumed.traceId,
      span_id: consumed.spanId,
      order_id: '1',
      tenant_id: 'retail',
    };
    expect(audit.findings).toMatchObject([
      {
        loss: 'hop_drops_order',
        application_name: 'mes-api',
        from: 'shop-api',
        count: 1,
        examples: [example],
      },
      { loss: 'log_without_order', place: 'took part # of #', count: 1, examples: [example] },
    ]);
  });

  it('says which service names an order in the encoding of its baggage, in both encodings', async () => {
    const named = (id: string, span: Span): Span => ({
      ...span,
      attributes: new Map([...span.attributes, ['order_id', id], ['tenant_id', 'retail']]),
    });
    const percent = { ...named('A%20B%2F7', consumed), name: 'percent', spanId: '3'.padStart(16, '0') };
    const spans = [named('A B/7', published), named('A+B%2F7', consumed), percent];
    await store.append(decodeTraces(encodeTraces(spans), 'protobuf').batch);
    const { findings } = await ask();
    expect(findings).toMatchObject(
      ['percent', consumed.name].map((place) => ({
        loss: 'order_id_encoded',
        application_name: 'mes-api',
        place,
        count: 1,
        examples: [{ tenant_id: 'retail' }],
      })),
    );
  });

  it.each(['A+B/7', '100%', 'A B/7'])(
    'reports no encoding of an id that nothing else names: %s',
    async (id) => {
      const attributes = new Map([...published.attributes, ['order_id', id] as const]);
      await store.append(decodeTraces(encodeTraces([{ ...published, attributes }]), 'protobuf').batch);
      expect((await ask()).findings).toEqual([]);
    },
  );

  it('reads no more than it is told to, the newest, and says so', async () => {
    const spans = Array.from({ length: 150 }, (_, i) => ({
      ...published,
      spanId: `${i + 1}`.padStart(16, '0'),
      startNanos: now - minute - BigInt(i),
    }));
    await store.append(decodeTraces(encodeTraces(spans), 'protobuf').batch);
    const { read } = await ask('?records=100');
    expect(read).toMatchObject({ spans: 100, complete: false });
    expect(read.spans_from > read.logs_from).toBe(true);
    const old = encodeURIComponent(new Date(0).toISOString());
    expect((await ask(`?from=${old}&to=2001-01-01T00:00:00Z`)).read).toMatchObject({
      spans: 0,
      complete: true,
    });
  });

  it('hints at orders’ ids under names that nothing reads, kept or stopped by the gate', async () => {
    const named = { ...consumed, attributes: new Map([['app.order.id', '1']]) };
    await store.append(decodeTraces(encodeTraces([published, named]), 'protobuf').batch);
    gate.scrubAttribute('span.attribute', 'orderId', '1');
    expect((await ask()).unread_names).toEqual([
      { attribute: 'orderId', count: 1 },
      { attribute: 'app.order.id', count: 1 },
    ]);
  });

  it('refuses a window that ends before it begins', async () => {
    const problem = await ask<ProblemDetails>('?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z');
    expect(problem).toMatchObject({ status: 400, code: 'invalid_parameter', field: 'from' });
  });
});

describe('a log line as a place', () => {
  it.each([
    ['price of 48213 took 12.5 ms', 'price of # took #.# ms'],
    ['  order 0af7651916cd43dd8448eb211c80319c\n gone ', 'order # gone'],
    ['id 3fa85f64-5717-4562-b3fc-2c963f66afa6', 'id #'],
    ['decade facade', 'decade facade'],
  ])('%j reads %j', (body, text) => {
    expect(lineText(body)).toBe(text);
  });

  it('is cut, and other bodies are read as JSON', () => {
    expect(lineText('word '.repeat(100))).toHaveLength(80);
    expect(lineText({ took: 5 })).toBe('{"took":#}');
    expect(lineText(null)).toBe('null');
  });
});
