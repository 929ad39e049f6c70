import http2 from 'node:http2';
import {
  Client,
  compressionAlgorithms,
  credentials,
  Metadata,
  status,
  type ServiceError,
} from '@grpc/grpc-js';
import { encodeTraces } from '@ordertrace/otlp';
import { StoreError } from '@ordertrace/store';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { createIngest, receiveGrpc, type IngestLimits } from '../src/receive/index.js';
import { KeepingStore, orderSpan } from './keeping-store.js';

const tracesPath = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const logsPath = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
const body = Buffer.from(encodeTraces([orderSpan('48213')]));
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function receiving(limits: Partial<IngestLimits> = {}, compression = compressionAlgorithms.identity) {
  const store = new KeepingStore();
  const ingest = createIngest({ store, metrics: new Registry(), limits });
  const receiver = await receiveGrpc({ ingest, host: '127.0.0.1', port: 0 });
  closing.push(() => receiver.close());
  const client = new Client(receiver.address, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': compression,
  });
  closing.push(() => client.close());
  return {
    store,
    ingest,
    address: receiver.address,
    call: (request: Buffer, path = tracesPath) => exported(client, path, request),
  };
}

const asItIs = (bytes: Buffer) => bytes;

/** The answer, or the error. */
function exported(
  client: Client,
  path: string,
  request: Buffer,
  metadata = new Metadata(),
): Promise<Buffer | ServiceError> {
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, asItIs, asItIs, request, metadata, (error, answer) => {
      resolve(error ?? answer ?? Buffer.alloc(0));
    });
  });
}

describe('OTLP over gRPC', () => {
  it('keeps spans and answers when they are durable', async () => {
    const { store, call } = await receiving();
    expect(await call(body)).toEqual(Buffer.alloc(0));
    expect(store.orderIds()).toEqual(['48213']);
  });

  it('takes compressed requests', async () => {
    const { store, call } = await receiving({}, compressionAlgorithms.gzip);
    expect(await call(body)).toEqual(Buffer.alloc(0));
    expect(store.orderIds()).toEqual(['48213']);
  });

  it('takes no telemetry without a token under the name of another machine, or from a page', async () => {
    const { store, address } = await receiving();
    const callTo = (authority: string, headers: Record<string, string> = {}) => {
      const client = new Client(address, credentials.createInsecure(), {
        'grpc.default_authority': authority,
      });
      closing.push(() => client.close());
      return exported(client, tracesPath, body, Metadata.fromHttp2Headers(headers));
    };
    const refused = { code: status.PERMISSION_DENIED };
    expect(await callTo('evil.example:4317')).toMatchObject(refused);
    expect(await callTo('localhost:4317', { origin: 'https://evil.example' })).toMatchObject(refused);
    expect(await callTo('localhost:4317', { 'sec-fetch-site': 'cross-site' })).toMatchObject(refused);
    expect(store.orderIds()).toEqual([]);
    expect(await callTo('localhost:4317')).toEqual(Buffer.alloc(0));
    expect(await callTo('[::1]:4317')).toEqual(Buffer.alloc(0));
  });

  it('takes logs', async () => {
    const { call } = await receiving();
    expect(await call(Buffer.alloc(0), logsPath)).toEqual(Buffer.alloc(0));
  });

  it('names what was left out', async () => {
    const { call } = await receiving();
    const answer = await call(Buffer.from(encodeTraces([{ ...orderSpan('1'), traceId: '' }])));
    expect(answer.toString()).toContain('1 × invalid_trace_id');
  });

  it('refuses malformed requests for good', async () => {
    const { call } = await receiving();
    expect(await call(body.subarray(0, body.length - 1))).toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('refuses messages that are too large', async () => {
    const { call } = await receiving({ maxRequestBytes: 100 });
    expect(await call(Buffer.alloc(200))).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });

  it('refuses calls before it reads them, while more are read than fits in memory', async () => {
    const { call, ingest } = await receiving({ maxBytesInFlight: 3_000_000 });
    ingest.budget.take(1_500_000);
    const error = (await call(body)) as ServiceError;
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    const details = error.metadata.get('grpc-status-details-bin')[0] as Buffer;
    expect(details.toString('latin1')).toContain('google.rpc.RetryInfo');
    ingest.budget.giveBack(1_500_000);
    expect(await call(body)).toEqual(Buffer.alloc(0));
    expect(ingest.budget.taken).toBe(0);
  });

  it('refuses calls with a delay while as many requests wait as may', async () => {
    const { store, ingest, call } = await receiving({ maxRequests: 1 });
    const letGo = store.hold();
    const first = call(body);
    await store.asked;
    const error = (await call(body)) as ServiceError;
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    const details = error.metadata.get('grpc-status-details-bin')[0] as Buffer;
    expect(details.toString('latin1')).toContain('google.rpc.RetryInfo');
    letGo();
    expect(await first).toEqual(Buffer.alloc(0));
    expect(await call(body)).toEqual(Buffer.alloc(0));
    expect(ingest.budget.taken).toBe(0);
  });

  it('does not keep the memory of a call that its sender gave up', async () => {
    const { ingest, address } = await receiving();
    const session = http2.connect(`http://${address}`);
    const stream = session.request({
      ':method': 'POST',
      ':path': tracesPath,
      'content-type': 'application/grpc',
    });
    stream.on('error', () => undefined);
    stream.write(Buffer.from([0, 0, 0, 1, 0, 7]));
    await expect.poll(() => ingest.budget.taken).toBeGreaterThan(0);
    stream.close(http2.constants.NGHTTP2_CANCEL);
    await expect.poll(() => ingest.budget.taken).toBe(0);
    session.destroy();
  });

  it.each([
    ['overloaded', status.RESOURCE_EXHAUSTED],
    ['full', status.UNAVAILABLE],
  ] as const)('says when to come back while the store is %s', async (code, expected) => {
    const { store, call } = await receiving();
    store.failWith(new StoreError(code, 'no', { retryAfterMs: 2500 }));
    const error = (await call(body)) as ServiceError;
    expect(error.code).toBe(expected);
    const details = error.metadata.get('grpc-status-details-bin')[0] as Buffer;
    expect(details.toString('latin1')).toContain('google.rpc.RetryInfo');
    const retryDelay = Buffer.from([0x08, 2, 0x10, ...varint(500_000_000)]);
    expect(details.includes(retryDelay)).toBe(true);
  });
});

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}
