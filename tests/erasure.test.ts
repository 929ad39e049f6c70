import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Erased, ImportList, OperationsStatus, ProblemList } from '@ordertrace/api';
import type { AttributeValue, Span, SpanKind } from '@ordertrace/model';
import { encodeTraces } from '@ordertrace/otlp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newTraceId, send, stageOf, transitionRequest } from './support/order-telemetry.js';
import { startServer, type RunningServer } from './support/server.js';
import { until } from './support/until.js';

const text = 'zqplanted';
const blank = '*'.repeat(text.length);
/** An order that stays: what it shares with the erased one is blanked. */
const kept = { orderId: 'kept-1', traceId: newTraceId() };
const hourMs = 3_600_000;
/** Jaeger's query API, which our description leaves to Jaeger's. */
const jaegerPaths = [
  ...[
    'services',
    'services/{service}/operations',
    'operations',
    'traces',
    'traces/{trace_id}',
    'dependencies',
  ],
  ...['services', 'operations', 'traces', 'traces/{trace_id}', 'trace-summaries', 'dependencies'].map(
    (path) => `v3/${path}`,
  ),
].map((path) => `/jaeger/api/${path}`);

let data = '';
let server: RunningServer;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'ordertrace-erasure-'));
  server = await startServer(data);
});
afterEach(async () => {
  await server.stop();
  await rm(data, { recursive: true });
});

function span(orderId: string, traceId: string, kind: SpanKind): Span {
  return {
    ...{ traceId, spanId: randomBytes(8).toString('hex'), traceState: '', flags: 1, kind },
    name: `send ${text}`,
    startNanos: BigInt(Date.now()) * 1_000_000n,
    durationNanos: 1_500_000n,
    ...{ status: 'error', statusMessage: `failed ${text}`, events: [], links: [] },
    attributes: new Map<string, AttributeValue>([
      ['order_id', orderId],
      ['tenant_id', 'retail'],
      ['messaging.system', 'rabbitmq'],
      ['messaging.operation.type', kind === 'consumer' ? 'process' : 'send'],
      ['messaging.message.id', randomBytes(16).toString('hex')],
      ['messaging.destination.name', `queue.${text}`],
      ['http.route', `/${text}`],
      [`customer_${text}`, 'x'],
    ]),
    resource: { attributes: new Map([['service.name', `service-${text}`]]) },
    scope: { name: 'test', version: '1', attributes: new Map() },
  };
}

async function plant(): Promise<void> {
  const kinds: SpanKind[] = ['server', 'producer', 'consumer'];
  for (const [orderId, traceId] of [
    [`order-${text}`, newTraceId()],
    [kept.orderId, kept.traceId],
  ] as const) {
    await send(server, 'traces', encodeTraces(kinds.map((kind) => span(orderId, traceId, kind))));
    await send(server, 'logs', transitionRequest(orderId, `STAGE_${text}`));
    await until(`${orderId} is folded`, async () => (await stageOf(server, orderId)) === `STAGE_${text}`);
  }
  const rows = [
    'order,step,at',
    `${text},${text},2026-01-01T00:00:00Z`,
    `past-1,${text},2026-01-01T00:00:00Z`,
  ];
  const imported = await fetch(
    `${server.api}/api/v1/import?log=erp&format=csv&case=order&activity=step&time=at`,
    { method: 'POST', headers: { 'content-type': 'text/csv' }, body: `${rows.join('\n')}\n` },
  );
  expect(imported.status).toBe(200);
}

async function json<T>(path: string): Promise<T> {
  return (await (await fetch(`${server.api}${path}`)).json()) as T;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** All routes that read, each with several queries, for a service and for ids that hold no text that is erased. */
async function questions(service: string): Promise<readonly string[]> {
  const { paths } = await json<Description>('/openapi.json');
  const [problem] = (await json<ProblemList>('/api/v1/problems')).problems;
  const [imported] = (await json<ImportList>('/api/v1/imports')).imports;

  const values: Record<string, string> = {
    ...{ order_id: kept.orderId, trace_id: kept.traceId, id: imported?.id ?? 'none' },
    ...{ problem_id: problem?.problem_id ?? 'none', service: encodeURIComponent(service) },
  };
  const [from, to] = [Date.now() - 24 * hourMs, Date.now() + hourMs].map((ms) => new Date(ms).toISOString());
  const period = `from=${from}&to=${to}`;
  const micros = `start=${(Date.now() - hourMs) * 1000}&end=${(Date.now() + hourMs) * 1000}`;
  const jaeger =
    `query.service_name=${service}&query.start_time_min=${from}&query.start_time_max=${to}` +
    `&start_time=${from}&end_time=${to}&endTs=${Date.now() + hourMs}&lookback=${24 * hourMs}`;
  const queries = [
    '',
    period,
    `service=${service}&${micros}`,
    `service=${service}&${jaeger}`,
    'tenant=retail',
  ];
  const read = Object.entries(paths).filter(
    ([path, methods]) => 'get' in methods && path !== '/api/v1/events',
  );
  return [...read.map(([path]) => path), ...jaegerPaths]
    .map((path) => path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'none'))
    .flatMap((path) => queries.map((query) => `${path}?${query}`));
}

/** The paths whose answers hold the text. */
async function pathsWithText(service: string): Promise<{ asked: number; found: readonly string[] }> {
  const asked = [...(await questions(service)), '/metrics?'];
  const found = new Set<string>();
  for (const path of asked) {
    const response = await fetch(`${server.api}${path}`, {
      headers: { accept: path === '/metrics?' ? 'application/openmetrics-text' : '*/*' },
    });
    if ((await response.text()).includes(text)) found.add(path.split('?')[0] ?? '');
  }
  return { asked: asked.length, found: [...found] };
}

/** Everything that the live stream says, until it is ended. */
async function listen() {
  const ended = new AbortController();
  const { body } = await fetch(`${server.api}/api/v1/events`, { signal: ended.signal });
  let heard = '';
  const decoder = new TextDecoder();
  const reading = (async () => {
    for await (const chunk of body ?? []) heard += decoder.decode(chunk);
  })().catch(() => undefined);
  return { heard: () => heard, end: () => (ended.abort(), reading) };
}

it('an erased text is in no answer, no metric and no live change from then on', async () => {
  await plant();
  const before = await pathsWithText(`service-${text}`);
  expect(before.asked).toBeGreaterThan(150);
  expect(before.found).toEqual(
    expect.arrayContaining([
      '/metrics',
      ...['orders', 'services', 'operations', 'audit/privacy', 'audit/access', 'flow/map'].map(
        (name) => `/api/v1/${name}`,
      ),
      ...[`orders/${kept.orderId}/journey`, `traces/${kept.traceId}`].map((name) => `/api/v1/${name}`),
      ...['services', 'traces', `services/service-${text}/operations`].map((name) => `/jaeger/api/${name}`),
    ]),
  );

  const live = await listen();
  await send(server, 'logs', transitionRequest(`order-${text}`, 'LATER'));
  const body = JSON.stringify({ matching: text, dry_run: false });
  const headers = { 'content-type': 'application/json' };
  const erased = await fetch(`${server.api}/api/v1/erase`, { method: 'POST', headers, body });
  expect(((await erased.json()) as Erased).orders).toBeGreaterThan(0);
  const heardBefore = live.heard().length;

  expect((await pathsWithText(`service-${blank}`)).found).toEqual([]);
  await send(server, 'logs', transitionRequest(kept.orderId, 'LATER'));
  await until('the live stream goes on', () =>
    Promise.resolve(live.heard().slice(heardBefore).includes(kept.orderId)),
  );
  expect(live.heard().slice(heardBefore)).not.toContain(text);
  await live.end();
  // Also not after the steps that followed have saved and learned.
  expect((await pathsWithText(`service-${blank}`)).found).toEqual([]);
  const { applications } = await json<OperationsStatus>('/api/v1/operations');
  expect(applications.map((one) => one.application_name)).toEqual(['shop-api']);
});
