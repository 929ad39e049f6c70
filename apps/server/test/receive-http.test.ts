import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import zlib, { deflateSync, gzipSync } from 'node:zlib';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { TracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { encodeTraces, tracesToJson, type Encoding } from '@ordertrace/otlp';
import { StoreError, type StoreErrorCode } from '@ordertrace/store';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { createIngest, receiveHttp, type IngestLimits, type Receiver } from '../src/receive/index.js';
import { KeepingStore, orderSpan } from './keeping-store.js';

const open: Receiver[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()));
});

async function receiving(limits: Partial<IngestLimits> = {}) {
  const store = new KeepingStore();
  const metrics = new Registry();
  const errors: unknown[] = [];
  const ingest = createIngest({ store, metrics, limits, onError: (error) => errors.push(error) });
  const receiver = await receiveHttp({ ingest, host: '127.0.0.1', port: 0 });
  open.push(receiver);
  return { store, metrics, errors, ingest, url: `http://${receiver.address}` };
}

const protobufHeaders = { 'content-type': 'application/x-protobuf' };
const jsonHeaders = { 'content-type': 'application/json' };
const spans = [orderSpan('48213'), orderSpan('48214')];
const protobufBody = encodeTraces(spans);
const jsonBody = Buffer.from(JSON.stringify(tracesToJson(spans)));

async function post(url: string, body: Uint8Array, headers: Record<string, string> = protobufHeaders) {
  const response = await fetch(url, { method: 'POST', body: Buffer.from(body), headers });
  return {
    status: response.status,
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  };
}

async function counted(metrics: Registry, name: string): Promise<Record<string, number>> {
  const values = (await metrics.getSingleMetric(name)?.get())?.values ?? [];
  return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels).join(' '), value]));
}

describe('a request that is right', () => {
  it.each<[string, Uint8Array, Record<string, string>, Encoding]>([
    ['protobuf', protobufBody, protobufHeaders, 'protobuf'],
    ['JSON', jsonBody, jsonHeaders, 'json'],
    ['JSON with a charset', jsonBody, { 'content-type': 'application/json; charset=utf-8' }, 'json'],
    [
      'gzipped protobuf',
      gzipSync(protobufBody),
      { ...protobufHeaders, 'content-encoding': 'gzip' },
      'protobuf',
    ],
    [
      'gzipped protobuf, named in capitals',
      gzipSync(protobufBody),
      { ...protobufHeaders, 'content-encoding': 'GZIP' },
      'protobuf',
    ],
    ['deflated JSON', deflateSync(jsonBody), { ...jsonHeaders, 'content-encoding': 'deflate' }, 'json'],
  ])('is kept and answered in its encoding: %s', async (_, body, headers, encoding) => {
    const { store, metrics, url } = await receiving();
    const answer = await post(`${url}/v1/traces`, body, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain(
      encoding === 'json' ? 'application/json' : 'application/x-protobuf',
    );
    expect(answer.body.toString()).toBe(encoding === 'json' ? '{}' : '');
    expect(store.orderIds()).toEqual(['48213', '48214']);
    expect(await counted(metrics, 'ordertrace_stored_records_total')).toEqual({ traces: 2 });
  });

  it('may be compressed with zstd where Node has it, and is refused where it has not', async () => {
    const { store, url } = await receiving();
    const { zstdCompressSync } = zlib as { zstdCompressSync?: typeof gzipSync };
    const headers = { ...protobufHeaders, 'content-encoding': 'zstd' };
    const body = zstdCompressSync?.(protobufBody) ?? protobufBody;
    const { status } = await post(`${url}/v1/traces`, body, headers);
    expect(status).toBe(zstdCompressSync === undefined ? 415 : 200);
    expect(store.orderIds()).toEqual(zstdCompressSync === undefined ? [] : ['48213', '48214']);
  });

  it('is answered only when it is durable', async () => {
    const { store, url } = await receiving();
    const letGo = store.hold();
    let answered = false;
    const answer = post(`${url}/v1/traces`, protobufBody).then((got) => {
      answered = true;
      return got;
    });
    await store.asked;
    expect(answered).toBe(false);
    letGo();
    expect((await answer).status).toBe(200);
  });

  it('may be empty', async () => {
    const { store, url } = await receiving();
    expect((await post(`${url}/v1/logs`, new Uint8Array(0))).status).toBe(200);
    expect(store.batches).toEqual([]);
  });

  it('names what was left out, and keeps the rest', async () => {
    const { store, metrics, url } = await receiving();
    const [good, bad] = spans.map((span, i) => (i === 1 ? { ...span, spanId: '' } : span));
    const body = Buffer.from(JSON.stringify(tracesToJson([good!, bad!])));
    const answer = await post(`${url}/v1/traces`, body, jsonHeaders);
    expect(JSON.parse(answer.body.toString())).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: '1 × invalid_span_id' },
    });
    expect(store.orderIds()).toEqual(['48213']);
    expect(await counted(metrics, 'ordertrace_rejected_records_total')).toEqual({
      'traces invalid_span_id': 1,
    });
  });
});

describe('a request that is wrong', () => {
  it.each<[number, string, Uint8Array, Record<string, string>]>([
    [400, 'truncated protobuf', protobufBody.subarray(0, protobufBody.length - 3), protobufHeaders],
    [400, 'no JSON', Buffer.from('{"resourceSpans":'), jsonHeaders],
    [400, 'JSON of another shape', Buffer.from('[1]'), jsonHeaders],
    [400, 'no gzip', protobufBody, { ...protobufHeaders, 'content-encoding': 'gzip' }],
    [
      400,
      'cut gzip',
      gzipSync(protobufBody).subarray(0, 40),
      { ...protobufHeaders, 'content-encoding': 'gzip' },
    ],
    [415, 'another content type', protobufBody, { 'content-type': 'text/plain' }],
    [415, 'another compression', protobufBody, { ...protobufHeaders, 'content-encoding': 'br' }],
    [413, 'too large', Buffer.alloc(2000), protobufHeaders],
    [
      413,
      'a gzip bomb',
      gzipSync(Buffer.alloc(1_000_000)),
      { ...protobufHeaders, 'content-encoding': 'gzip' },
    ],
  ])('gets a %i: %s', async (status, _, body, headers) => {
    const { store, url } = await receiving({ maxRequestBytes: 1500 });
    expect((await post(`${url}/v1/traces`, body, headers)).status).toBe(status);
    expect(store.batches).toEqual([]);
    expect((await post(`${url}/v1/traces`, protobufBody)).status).toBe(200);
  });

  it('is told why, as google.rpc.Status in its encoding', async () => {
    const { metrics, url } = await receiving();
    const json = await post(`${url}/v1/logs`, Buffer.from('{"resourceLogs":[{"scopeLogs":7}]}'), jsonHeaders);
    expect(JSON.parse(json.body.toString())).toEqual({
      code: 3,
      message: 'Expected a list (at $.resourceLogs[0].scopeLogs)',
    });
    const protobuf = await post(`${url}/v1/logs`, Buffer.from([0x0a, 0x05]));
    expect([...protobuf.body.subarray(0, 3)]).toEqual([0x08, 3, 0x12]);
    expect(await counted(metrics, 'ordertrace_refused_requests_total')).toEqual({ 'logs malformed': 2 });
  });

  it('is refused before its body arrives, if its length says that it is too large', async () => {
    const { url } = await receiving({ maxRequestBytes: 1500 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n');
    socket.write('Content-Length: 900000000000\r\n\r\n');
    const [first] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(first.toString('latin1')).toMatch(/^HTTP\/1.1 413 /);
  });

  it.each([
    ['GET', '/v1/traces', { status: 405, code: 12, allowed: 'POST' }],
    ['PUT', '/v1/logs?a=b', { status: 405, code: 12, allowed: 'POST' }],
    ['POST', '/v1/metrics', { status: 404, code: 5, allowed: null }],
    ['GET', '/', { status: 404, code: 5, allowed: null }],
  ])('gets the paths where OTLP is received: %s %s', async (method, path, { status, code, allowed }) => {
    const { url } = await receiving();
    const response = await fetch(`${url}${path}`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([status, allowed]);
    expect(await response.json()).toMatchObject({
      code,
      message: expect.stringContaining('/v1/') as unknown,
    });
  });

  it('for another path is answered in its encoding', async () => {
    const { url } = await receiving();
    const { status, headers, body } = await post(`${url}/v1/metrics`, protobufBody);
    expect([status, headers.get('content-type')]).toEqual([404, 'application/x-protobuf']);
    expect([...body.subarray(0, 3)]).toEqual([0x08, 5, 0x12]);
  });

  it('gets its answer though most of it is still on the way', async () => {
    const { url } = await receiving({ maxRequestBytes: 1500 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n');
    socket.write('Content-Length: 9000000\r\n\r\n');
    socket.write(Buffer.alloc(100_000));
    const [first] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(first.toString('latin1')).toMatch(/^HTTP\/1.1 413 /);
  });

  it('does not keep its memory when the sender hangs up in the middle', async () => {
    const { ingest, url } = await receiving();
    const socketClosed = new Promise<void>((resolve) => {
      const request = httpRequest(`${url}/v1/traces`, {
        method: 'POST',
        headers: { ...protobufHeaders, 'content-length': 5000 },
      });
      request.on('error', () => resolve());
      request.on('close', () => resolve());
      request.write(Buffer.alloc(1000), () => request.destroy());
    });
    await socketClosed;
    await expect.poll(() => ingest.budget.taken).toBe(0);
    expect((await post(`${url}/v1/traces`, protobufBody)).status).toBe(200);
  });
});

describe('when the store cannot', () => {
  it.each<[StoreErrorCode, number]>([
    ['overloaded', 429],
    ['full', 503],
    ['closed', 503],
    ['broken', 503],
  ])('take more (%s), the sender is told to come back (%i)', async (code, status) => {
    const { store, url } = await receiving();
    store.failWith(new StoreError(code, 'no', { retryAfterMs: 2500 }));
    const answer = await post(`${url}/v1/traces`, protobufBody);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe('3');
    store.failWith(undefined);
    expect((await post(`${url}/v1/traces`, protobufBody)).status).toBe(200);
  });

  it('take a request for another reason, the fault is reported and not retried', async () => {
    const { store, errors, url } = await receiving();
    store.failWith(new TypeError('a fault'));
    expect((await post(`${url}/v1/traces`, protobufBody)).status).toBe(500);
    expect(errors).toHaveLength(1);
  });

  it('keep up, requests are refused before memory grows', async () => {
    const { store, ingest, url } = await receiving({ maxBytesInFlight: protobufBody.length * 2 });
    const letGo = store.hold();
    const first = Array.from({ length: 2 }, () => post(`${url}/v1/traces`, protobufBody));
    await expect.poll(() => ingest.budget.taken).toBe(protobufBody.length * 2);
    const third = await post(`${url}/v1/traces`, protobufBody);
    expect(third.status).toBe(429);
    expect(third.headers.get('retry-after')).toBe('1');
    letGo();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    expect(ingest.budget.taken).toBe(0);
  });

  it('store requests in time, more are refused unread and undecoded, and what was acknowledged is there', async () => {
    const { store, metrics, url } = await receiving({ maxRequests: 3 });
    const waiting = async () => (await counted(metrics, 'ordertrace_receive_requests_waiting'))[''];
    const letGo = store.hold();
    const taken = ['1', '2', '3'].map((order) => post(`${url}/v1/traces`, encodeTraces([orderSpan(order)])));
    await expect.poll(waiting).toBe(3);
    const refused = await Promise.all(
      Array.from({ length: 400 }, () => post(`${url}/v1/traces`, Buffer.from('no telemetry'))),
    );
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([429]));
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await counted(metrics, 'ordertrace_refused_requests_total')).toEqual({
      'traces overloaded': 400,
    });
    letGo();
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(store.orderIds().sort()).toEqual(['1', '2', '3']);
    expect((await post(`${url}/v1/traces`, protobufBody)).status).toBe(200);
    expect(await waiting()).toBe(0);
  });
});

it('requests count from their heads on, so more than may wait are refused before any body arrives', async () => {
  const { url } = await receiving({ maxRequests: 3 });
  const port = Number(new URL(url).port);
  const head =
    'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nContent-Length: 10\r\n\r\n';
  const slow = Array.from({ length: 3 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  for (const socket of slow) socket.write(head);
  const status = async () => (await post(`${url}/v1/traces`, protobufBody)).status;
  await expect.poll(status).toBe(429);
  for (const socket of slow) socket.destroy();
  await expect.poll(status).toBe(200);
});

describe("OpenTelemetry's own exporters", () => {
  const resource = resourceFromAttributes({ 'service.name': 'shop-api', tenant_id: 'retail' });

  it('deliver spans', async () => {
    const { store, url } = await receiving();
    const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
    const provider = new TracerProvider({
      resource,
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    });
    const tracer = provider.getTracer('test', '1.0');
    const parent = tracer.startSpan('POST /orders', { kind: SpanKind.SERVER, attributes: { order_id: '1' } });
    tracer.startSpan('insert', {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
    parent.setAttribute('http.response.status_code', 201).end();
    await provider.forceFlush();
    await provider.shutdown();
    const [insert, post201] = store.spans();
    expect(insert).toMatchObject({
      name: 'insert',
      parentSpanId: parent.spanContext().spanId,
      kind: 'internal',
    });
    expect(post201).toMatchObject({
      name: 'POST /orders',
      kind: 'server',
      service: 'shop-api',
      statusCode: '201',
      orders: [{ tenantId: 'retail', orderId: '1' }],
    });
  });

  it('deliver order events', async () => {
    const { store, url } = await receiving();
    const exporter = new OTLPLogExporter({ url: `${url}/v1/logs` });
    const provider = new LoggerProvider({
      resource,
      processors: [new SimpleLogRecordProcessor({ exporter })],
    });
    provider.getLogger('test').emit({
      eventName: 'order.transition',
      timestamp: [1_795_358_742, 27_123_456],
      attributes: { order_id: '48213', stage: 'SUBMITTED', previous_stage: 'CREATED', actor: 'customer' },
    });
    await provider.forceFlush();
    await provider.shutdown();
    expect(store.batches.flatMap(({ events }) => events)).toEqual([
      {
        type: 'transition',
        orderId: '48213',
        tenantId: 'retail',
        service: 'shop-api',
        timeNanos: 1_795_358_742_027_123_456n,
        stage: 'SUBMITTED',
        previousStage: 'CREATED',
        actor: 'customer',
      },
    ]);
  });
});
