import { manufacturerFlow } from '@ordertrace/flow';
import { eventBatch, flowsOf, nanosFromMillis, type OrderEvent } from '@ordertrace/model';
import { decodeTraces, scrubWith } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Access } from '../src/access/access.js';
import { createApi } from '../src/api.js';
import { foldContext } from '../src/fold/fold-context.js';
import { foldPass } from '../src/fold/fold-pass.js';

/** A header names the role; partners have a tenant. */
const access: Access = {
  signIn: true,
  identify: ({ headers }) => {
    const isPartner = headers['x-role'] === 'partner';
    const roles = [isPartner ? 'partner' : 'support'] as const;
    const person = { name: '', subject: 'a', scopes: [], tenantId: isPartner ? 'retail' : undefined, roles };
    return Promise.resolve({ person, by: 'token' });
  },
};

const startMs = Date.now() - 20 * 60_000;
const order = { orderId: '48213', tenantId: 'retail' };
const submitted: OrderEvent = {
  ...order,
  ...{ type: 'transition', stage: 'SUBMITTED', service: 'shop-api', timeNanos: nanosFromMillis(startMs) },
};
const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

function failedSpan(message: string): Buffer {
  const startTimeUnixNano = String(nanosFromMillis(startMs + 1000));
  const span = {
    ...{
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      name: 'INSERT work_orders',
    },
    ...{ kind: 1, startTimeUnixNano, endTimeUnixNano: startTimeUnixNano, status: { code: 2 } },
    attributes: [text('order_id', order.orderId), text('tenant_id', order.tenantId)],
    events: [
      {
        ...{ name: 'exception', timeUnixNano: startTimeUnixNano },
        attributes: [text('exception.type', 'pg.DatabaseError'), text('exception.message', message)],
      },
    ],
  };
  const resource = { attributes: [text('service.name', 'mes-api')] };
  return Buffer.from(JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }));
}

let store: Store;
let api: FastifyInstance;
beforeAll(async () => {
  store = createMemoryStore();
  const gate = createGate(defaultPolicy);
  const flows = flowsOf([manufacturerFlow()]);
  const bytes = failedSpan('deadlock detected for anna.smith@example.com');
  await store.append(eventBatch([submitted]));
  await store.append(decodeTraces(bytes, 'json', { scrub: scrubWith(gate) }).batch);
  const context = foldContext({ store, flows, now: () => nanosFromMillis(Date.now()) });
  await foldPass(context, { position: store.positions.start });
  api = await createApi({
    ...{ store, access, gate, coverage: context.coverage, flows: () => flows, consoleFolder: undefined },
    metrics: new Registry(),
    logger: pino({ level: 'silent' }),
    readiness: () => ({ store: true }),
  });
});
afterAll(async () => {
  await api.close();
  await store.close();
});

const ask = (url: string, headers: Record<string, string>) => api.inject({ url, headers });
const path = `/orders/${order.orderId}`;

it('support reads the message of an error in the sentence and its parts, as the gate let it through', async () => {
  for (const [language, quoted] of [
    ['en', 'ended in an error: “deadlock detected for [email]”'],
    ['ru', 'завершилась ошибкой: «deadlock detected for [email]»'],
  ] as const) {
    const answer = await ask(`/api/v1${path}`, { 'x-role': 'support', 'accept-language': language });
    const { diagnosis, answer: sentence } = answer.json<{
      diagnosis: { reason: string; account: unknown };
      answer: string;
    }>();
    expect(diagnosis.reason).toContain(quoted);
    expect(sentence).toContain(quoted);
    expect(diagnosis.account).toMatchObject({
      error: { type: 'DatabaseError', message: 'deadlock detected for [email]' },
    });
  }
});

it('neither customers nor partners read anything of an error', async () => {
  const inside = await ask(`/api/v1${path}`, { 'x-role': 'support' });
  const forCustomer = inside.json<{ customer_answer: string }>().customer_answer;
  expect(forCustomer).toContain(order.orderId);
  const outside = await Promise.all(
    [`/partner/v1${path}`, '/partner/v1/orders', `/api/v1${path}`, '/api/v1/orders', `/partner${path}`].map(
      (url) => ask(url, { 'x-role': 'partner' }),
    ),
  );
  expect(outside[0]?.body).toContain(order.orderId);
  for (const shown of [forCustomer, ...outside.map(({ body }) => body)])
    expect(shown).not.toMatch(/deadlock|DatabaseError|INSERT|mes-api/);
});
