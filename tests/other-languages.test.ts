import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import type { Journey } from '@ordertrace/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './support/server.js';
import { repository } from './support/system.js';
import { until } from './support/until.js';

// Requests as the SDKs of four languages sent them, recorded from the services in /examples (tools/record-otlp.js).
const folder = join(repository, 'tests/fixtures/otlp');
const recorded = readdirSync(folder).toSorted();
const grpcPaths = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
} as const;

let data: string;
let server: RunningServer;
let journey: Journey;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'ordertrace-languages-'));
  server = await startServer(data, { ORDERTRACE_FLOW: join(repository, 'examples/flow.yaml') });
  for (const name of recorded) await send(name);
  journey = await journeyOf('48213', 'SHIPPED');
});

afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

async function send(name: string): Promise<void> {
  const body = readFileSync(join(folder, name));
  const signal = name.includes('-logs') ? 'logs' : 'traces';
  if (name.includes('-grpc-')) return sendGrpc(grpcPaths[signal], body);
  const type = name.endsWith('.json') ? 'application/json' : 'application/x-protobuf';
  const answer = await fetch(`${server.otlp}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  expect(answer.status, name).toBe(200);
}

async function sendGrpc(path: string, body: Buffer): Promise<void> {
  const client = new Client(server.otlpGrpc, credentials.createInsecure());
  const asItIs = (bytes: Buffer) => bytes;
  try {
    await new Promise<void>((resolve, reject) => {
      client.makeUnaryRequest(path, asItIs, asItIs, body, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  } finally {
    client.close();
  }
}

function journeyOf(orderId: string, stage: string): Promise<Journey> {
  return until(`order ${orderId} in ${stage}`, async () => {
    const answer = await fetch(`${server.api}/api/v1/orders/${orderId}/journey`);
    if (!answer.ok) return undefined;
    const found = (await answer.json()) as Journey;
    return found.order.stage === stage ? found : undefined;
  });
}

const fromTo = (hop: Journey['hops'][number]) => [
  hop.from.application_name,
  ...hop.to.map((receiver) => receiver.application_name),
];

describe('an order that services in Node, Java, Python and Go handled', () => {
  it('has each stage once, told by events of three SDKs and learned from the Java agent', () => {
    const told = journey.transitions.map(({ stage, application_name }) => [stage, application_name]);
    expect(told).toEqual([
      ['ORDERED', 'order-desk'],
      ['PRICED', 'pricing'],
      ['PACKED', 'packing'],
      ['SHIPPED', 'carrier'],
    ]);
  });

  it('is closed, without anything to be done', () => {
    expect(journey.order).toMatchObject({ tenant_id: 'retail', flow: 'workshop', situation: null });
    expect(journey.problems).toEqual([]);
  });

  it('is handed over by request, by message and by request again, and every hop is delivered', () => {
    expect(journey.hops.map((hop) => [hop.kind, ...fromTo(hop)])).toEqual([
      ['request', 'order-desk', 'pricing'],
      ['message', 'order-desk', 'packing'],
      ['request', 'packing', 'carrier'],
    ]);
    expect(journey.hops.filter((hop) => hop.state !== 'delivered')).toEqual([]);
    expect(journey.hops.map((hop) => hop.destination.replace(/:\d+/, ''))).toEqual([
      'GET 127.0.0.1/prices',
      'packing.requests',
      'POST 127.0.0.1/parcels/*',
    ]);
  });

  it('is named with its tenant by every span and log line, of one trace', () => {
    const spans = journey.traces.flatMap((trace) => trace.spans);
    const records = [...spans, ...journey.logs];
    expect(journey.traces).toHaveLength(1);
    expect(new Set(spans.map((span) => span.application_name))).toHaveLength(4);
    expect(new Set(journey.logs.map((log) => log.application_name))).toHaveLength(4);
    for (const record of records)
      expect(record).toMatchObject({ order_id: '48213', tenant_id: 'retail', environment: 'test' });
  });

  it('has the HTTP status of every call, by older names of the attribute too', () => {
    const calls = journey.traces
      .flatMap((trace) => trace.spans)
      .filter((span) => span.kind === 'client' || span.kind === 'server')
      .map((span) => `${span.application_name} ${span.kind} ${span.status_code}`);
    expect(calls.toSorted()).toEqual([
      'carrier server 202',
      'order-desk client 200',
      'order-desk server 201',
      'packing client 202',
      'pricing server 200',
    ]);
  });
});

it('the Java agent is understood in JSON too, with resource entities and remote-parent flags', async () => {
  const { transitions, traces, logs } = await journeyOf('48214', 'PRICED');
  expect(transitions).toMatchObject([{ stage: 'PRICED', application_name: 'pricing' }]);
  expect(traces).toMatchObject([
    { trace_id: '0af7651916cd43dd8448eb211c80319c', spans: [{ name: 'GET /prices', kind: 'server' }] },
  ]);
  expect(logs).toMatchObject([{ body: 'price worked out', order_id: '48214' }]);
});
