import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Journey } from '@ordertrace/api';
import { nanosFromMillis, type AttributeValue, type LogRecord, type Span } from '@ordertrace/model';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type RunningServer } from './support/server.js';
import { until } from './support/until.js';

// A workshop's ERP that nobody can change: an agent traces its HTTP calls and its database, its log is plain text.
// No record of it has an order_id, a tenant_id or an order event.
const flow = `
name: workshop
start: [TAKEN]
end: [DELIVERED]
stages:
  TAKEN: { owner: erp, waits_for: machine, within: 1 hour, next: [BUILT] }
  BUILT: { owner: erp, waits_for: operator, within: 2 days, next: [DELIVERED] }
  DELIVERED:
learn:
  - stage: TAKEN
    on: span end
    service: erp
    span: 'PUT /orders/{id}/take'
    attributes: { http.response.status_code: '200' }
    capture: { url.path: '^/orders/(?P<order_id>\\d+)/take$' }
    tenant_id_from: erp.client
  - stage: BUILT
    on: log
    service: erp
    text: 'order (?P<order_id>\\d+) of (?P<tenant_id>\\w+) left the workshop'
  - { stage: DELIVERED, on: span start, service: erp, span: deliver, order_id_from: erp.order, tenant_id_from: erp.client }
`;
const resource = { attributes: new Map<string, AttributeValue>([['service.name', 'erp']]) };
const scope = {
  name: 'io.opentelemetry.tomcat-10.0',
  version: '2.9.0',
  attributes: new Map<string, AttributeValue>(),
};
const minute = nanosFromMillis(60_000);
const now = nanosFromMillis(Date.now());

let data: string;
let server: RunningServer;
let ids = 0;
const hexId = (digits: number): string => (++ids).toString(16).padStart(digits, '0');

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'ordertrace-learned-'));
  const file = join(data, 'flow.yaml');
  writeFileSync(file, flow);
  server = await startServer(join(data, 'store'), { ORDERTRACE_FLOW: file, ORDERTRACE_LOG_LEVEL: 'error' });
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

function span(name: string, startNanos: bigint, more: Partial<Span>, attributes: object): Span {
  return {
    traceId: hexId(32),
    spanId: hexId(16),
    traceState: '',
    flags: 1,
    statusMessage: '',
    name,
    events: [],
    links: [],
    status: 'unset',
    kind: 'server',
    startNanos,
    durationNanos: 40_000_000n,
    attributes: new Map(Object.entries(attributes)),
    resource,
    scope,
    ...more,
  };
}

/** As the Java agent sends them: the request, and the statement under it. */
function take(orderId: string, startNanos: bigint, failed = false): Span[] {
  const status = failed ? 'error' : 'unset';
  const request = span(
    'PUT /orders/{id}/take',
    startNanos,
    { status },
    {
      'http.request.method': 'PUT',
      'http.route': '/orders/{id}/take',
      'http.response.status_code': failed ? 500n : 200n,
      'url.path': `/orders/${orderId}/take`,
      'url.scheme': 'http',
      'erp.client': 'acme',
    },
  );
  const { traceId, spanId: parentSpanId } = request;
  const statement = span(
    'UPDATE erp.orders',
    startNanos + 1_000_000n,
    {
      traceId,
      parentSpanId,
      kind: 'client',
      status,
      durationNanos: 5_000_000n,
    },
    {
      'db.system.name': 'postgresql',
      'db.namespace': 'erp',
      'db.query.text': 'UPDATE orders SET state = ? WHERE id = ?',
    },
  );
  return [request, statement];
}

function line(body: string, timeNanos: bigint): LogRecord {
  return {
    timeNanos,
    observedNanos: timeNanos,
    flags: 0,
    severityNumber: 9,
    severityText: 'INFO',
    body,
    eventName: '',
    attributes: new Map(),
    resource,
    scope,
  };
}

async function send(signal: 'traces' | 'logs', body: Uint8Array): Promise<void> {
  const headers = { 'content-type': 'application/x-protobuf' };
  const answer = await fetch(`${server.otlp}/v1/${signal}`, {
    method: 'POST',
    headers,
    body: Buffer.from(body),
  });
  expect(answer.status).toBe(200);
}

function journeyOf(orderId: string, is: (journey: Journey) => boolean): Promise<Journey> {
  return until(`the journey of ${orderId}`, async () => {
    const answer = await fetch(`${server.api}/api/v1/orders/${orderId}/journey`);
    if (!answer.ok) return undefined;
    const journey = (await answer.json()) as Journey;
    return is(journey) ? journey : undefined;
  });
}

it('an order has its journey by requests and log lines of a service that knows nothing of it', async () => {
  await send('traces', encodeTraces(take('48213', now - 40n * minute)));
  await send('logs', encodeLogs([line('order 48213 of acme left the workshop', now - 20n * minute)]));
  const open = await journeyOf('48213', ({ order }) => order.stage === 'BUILT');
  expect(open.order).toMatchObject({ tenant_id: 'acme', flow: 'workshop', situation: 'on_track' });
  expect(open.order.diagnosis).toMatchObject({ owner: 'operator', next: [{ stage: 'DELIVERED' }] });
  expect(open.transitions.map(({ stage }) => stage)).toEqual(['TAKEN', 'BUILT']);
  expect(open.traces.flatMap(({ spans }) => spans.map(({ name }) => name))).toEqual([
    'PUT /orders/{id}/take',
    'UPDATE erp.orders',
  ]);
  expect(open.logs.map(({ body }) => body)).toEqual(['order 48213 of acme left the workshop']);
  const delivery = span(
    'deliver',
    now - minute,
    { kind: 'internal' },
    {
      'erp.order': '48213',
      'erp.client': 'acme',
    },
  );
  await send('traces', encodeTraces([delivery]));
  const closed = await journeyOf('48213', ({ order }) => order.closed_at !== null);
  expect(closed.order).toMatchObject({ stage: 'DELIVERED', situation: null });
});

it('its deadlines count from what was learned', async () => {
  await send('traces', encodeTraces(take('48214', now - 90n * minute)));
  const { order, problems } = await journeyOf('48214', (journey) => journey.problems.length > 0);
  expect(order.diagnosis).toMatchObject({ code: 'stage_overdue', owner: 'erp' });
  expect(problems).toMatchObject([{ flow: 'workshop', stage: 'TAKEN', state: 'open' }]);
});

it('a failed statement after what was learned is found as the reason', async () => {
  const began = now - 30n * minute;
  const [taken, statement] = take('48215', began);
  const build = span(
    'POST /build',
    began + minute,
    { status: 'error', traceId: taken!.traceId },
    {
      'http.response.status_code': 500n,
    },
  );
  const insert = span(
    'INSERT erp.parts',
    began + minute,
    {
      traceId: taken!.traceId,
      parentSpanId: build.spanId,
      kind: 'client',
      status: 'error',
    },
    { 'db.system.name': 'postgresql' },
  );
  await send('traces', encodeTraces([taken!, statement!, build, insert]));
  const { order } = await journeyOf('48215', (journey) => journey.order.situation === 'failed');
  expect(order.diagnosis).toMatchObject({
    code: 'failed_with_error',
    details: { cause_application: 'erp', cause_operation: 'INSERT erp.parts' },
  });
});

it('a request that failed is no transition', async () => {
  await send('traces', encodeTraces(take('48216', now - minute, true)));
  await send('traces', encodeTraces(take('48217', now - minute)));
  await journeyOf('48217', ({ order }) => order.stage === 'TAKEN');
  expect((await fetch(`${server.api}/api/v1/orders/48216`)).status).toBe(404);
});
