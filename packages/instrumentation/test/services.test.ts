import { fields } from '@ordertrace/conventions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Child } from './support/child.js';
import { Receiver } from './support/receiver.js';

const ownFieldsOfASpan = fields.filter((name) => !['trace_id', 'span_id', 'timestamp'].includes(name));

let receiver: Receiver;
let endpoint: string;
let children: Child[];

beforeEach(async () => {
  receiver = new Receiver();
  endpoint = await receiver.listen();
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map((child) => child.end('SIGKILL')));
  await receiver.close();
});

async function service(name: string, env: Record<string, string> = {}, script = 'order-service.mjs') {
  const child = new Child(script, {
    OTEL_SERVICE_NAME: name,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_BLRP_SCHEDULE_DELAY: '20',
    ...env,
  });
  children.push(child);
  return { child, address: await child.address() };
}

const post = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { method: 'POST', headers });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, string>;
};

const spansOf = (name: string) => receiver.spans.filter((span) => span.service === name);

describe('two services', () => {
  it('carry the order over HTTP, with the nine fields on every span, record and line', async () => {
    const [a, b] = await Promise.all([service('a'), service('b')]);
    await post(`${a.address}/orders/48213/enter/SUBMITTED?next=${b.address}/internal`);
    await receiver.until(() => spansOf('a').length >= 2 && spansOf('b').length >= 1);
    await receiver.until(() => receiver.logs.filter((log) => log.service === 'b').length >= 3);

    for (const { attributes } of receiver.spans) {
      expect(Object.keys(attributes)).toEqual(expect.arrayContaining(ownFieldsOfASpan));
      expect(attributes).toMatchObject({
        order_id: '48213',
        tenant_id: 'retail',
        status_code: '200',
        environment: 'test',
      });
      expect(attributes['duration']).toBeGreaterThan(0);
    }
    expect(new Set(receiver.spans.map((span) => span.traceId)).size).toBe(1);
    expect(JSON.stringify(receiver.spans)).not.toMatch(/next=|user_agent|client.address/);
    for (const { child } of [a, b]) {
      for (const line of child.logLines())
        expect(Object.keys(line)).toEqual(expect.arrayContaining([...fields]));
      const ofRequests = child.logLines().filter((line) => line['trace_id'] !== '');
      expect(ofRequests.length).toBeGreaterThanOrEqual(2);
      for (const line of ofRequests) expect(line['order_id']).toBe('48213');
    }
    const completed = b.child.logLines().find((line) => line['msg'] === 'request completed');
    expect(completed).toMatchObject({ status_code: '200', application_name: 'b', environment: 'test' });
    expect(completed?.['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(completed?.['duration']).toBeGreaterThan(0);
  });

  it('name the server span by the route and record the transition in it', async () => {
    const a = await service('a');
    await post(`${a.address}/orders/48213/enter/APPROVED`);
    await receiver.until(
      () => receiver.spans.length >= 1 && receiver.logs.some((log) => log.eventName !== ''),
    );

    const [server] = receiver.spans;
    expect(server).toMatchObject({
      kind: 'server',
      name: 'POST /orders/{id}/enter/{to}',
      attributes: { 'http.route': '/orders/{id}/enter/{to}' },
    });
    expect(receiver.logs.filter((log) => log.eventName !== '')).toMatchObject([
      {
        eventName: 'order.transition',
        traceId: server?.traceId,
        spanId: server?.spanId,
        attributes: { order_id: '48213', tenant_id: 'retail', stage: 'APPROVED', actor: 'customer' },
      },
    ]);
  });

  it('carry the order through an outbox, as part of the trace that filled it', async () => {
    const [a, b] = await Promise.all([service('a'), service('b')]);
    const { traceparent = '' } = await post(`${a.address}/orders/48213/enter/SUBMITTED`);
    await post(`${a.address}/relay?next=${b.address}/internal`);
    await receiver.until(() => spansOf('b').length >= 1);

    expect(spansOf('b')[0]).toMatchObject({
      traceId: traceparent.split('-')[1],
      attributes: { order_id: '48213', tenant_id: 'retail' },
    });
  });

  it('take the order from the baggage of requests, unless told not to', async () => {
    const headers = { baggage: 'order%5Fid=7 ; p=1 , tenant_id=acme,orders=acme%2F8,other=1' };
    const a = await service('a');
    const b = await service('b', { ORDERTRACE_TRUST_INBOUND_ORDER: 'false' });
    await post(`${a.address}/internal`, headers);
    await post(`${b.address}/internal`, headers);
    await receiver.until(() => receiver.spans.length >= 2);

    expect(spansOf('a')[0]?.attributes).toMatchObject({ order_id: '7', tenant_id: 'acme' });
    expect(spansOf('b')[0]?.attributes).not.toHaveProperty('order_id');
  });
});

describe('work that never ends', () => {
  it('is known to have begun, though the process was killed in the middle', async () => {
    const slow = { OTEL_BSP_SCHEDULE_DELAY: '600000', OTEL_BLRP_SCHEDULE_DELAY: '600000' };
    const a = await service('a', slow);
    fetch(`${a.address}/orders/48213/calculate`, { method: 'POST' }).catch(() => undefined);
    await receiver.until(() => receiver.logs.length >= 1);
    await a.child.end('SIGKILL');

    expect(receiver.spans).toEqual([]);
    expect(receiver.logs).toMatchObject([
      {
        eventName: 'order.work_started',
        attributes: { order_id: '48213', work: 'calculation', expected_within_ms: 60_000 },
      },
    ]);
  });
});

describe('coverage', () => {
  const run = async (coverage: string) => {
    const a = await service('a', { ORDERTRACE_COVERAGE: coverage });
    for (const stage of ['SUBMITTED', 'APPROVED', 'SHIPPED', 'CLOSED']) {
      await post(`${a.address}/orders/${stage}-1/enter/${stage}`);
    }
    // The last lines of the service are those of its shutdown.
    expect(await a.child.end()).toBe('SIGTERM');
    return a.child.logLines().filter((line) => line['msg'] === 'entered');
  };
  /** Requests may reach a collector out of sequence. */
  const orders = () => receiver.spans.map((span) => span.attributes['order_id']);
  const all = ['SUBMITTED-1', 'APPROVED-1', 'SHIPPED-1', 'CLOSED-1'];

  it('full: every span is sent', async () => {
    await run('full');
    expect(orders().toSorted()).toEqual(all.toSorted());
  });

  it('approved-to-shipped: spans of that part of the way are sent; lines and events always', async () => {
    const lines = await run('approved-to-shipped');
    expect(orders().toSorted()).toEqual(['APPROVED-1', 'SHIPPED-1']);
    expect(lines.map((line) => line['order_id'])).toEqual(all);
    expect(receiver.logs.filter((log) => log.eventName === 'order.transition')).toHaveLength(4);
  });

  it('logs-only: no span is sent; lines carry the order and the trace all the same', async () => {
    const lines = await run('logs-only');
    expect(orders()).toEqual([]);
    expect(lines.map((line) => line['order_id'])).toEqual(all);
    for (const line of lines) expect(line['trace_id']).toMatch(/^[0-9a-f]{32}$/);
    const sent = receiver.logs.filter((log) => log.body === 'entered');
    expect(sent.map((log) => log.attributes['order_id']).toSorted()).toEqual(all.toSorted());
  });
});

describe('a service that only registers the kit', () => {
  it('has its own log lines and requests carry the order that comes in', async () => {
    const a = await service('a', {}, 'plain-service.cjs');
    await fetch(a.address, { headers: { baggage: 'order_id=7,tenant_id=acme' } });
    await receiver.until(() => receiver.spans.length >= 1 && receiver.logs.length >= 1);

    const line = a.child.logLines().find((line) => line['msg'] === 'plain line');
    expect(line).toMatchObject({ order_id: '7', tenant_id: 'acme', application_name: 'a' });
    expect(receiver.logs[0]).toMatchObject({ body: 'plain line', attributes: { order_id: '7' } });
  });

  it('does not start with a setting that makes no sense, and is told which', async () => {
    await expect(service('a', { ORDERTRACE_COVERAGE: 'some' })).rejects.toThrow(
      'ORDERTRACE_COVERAGE: "some"',
    );
  });

  it('runs as ever where OpenTelemetry is switched off', async () => {
    const a = await service('a', { OTEL_SDK_DISABLED: 'true' }, 'order-service.mjs');
    await post(`${a.address}/orders/48213/enter/SUBMITTED`);
    expect(await a.child.end()).toBe('SIGTERM');
    expect(receiver.requests).toBe(0);
  });
});
