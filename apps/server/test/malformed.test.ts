import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import http2 from 'node:http2';
import { gzipSync } from 'node:zlib';
import { encodeTraces, tracesToJson } from '@ordertrace/otlp';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIngest, receiveGrpc, receiveHttp, type Ingest, type Receiver } from '../src/receive/index.js';
import { KeepingStore, orderSpan } from './keeping-store.js';

const maxRequestBytes = 1_000_000;
const protobuf = Buffer.from(encodeTraces([orderSpan('48213')]));
const json = Buffer.from(JSON.stringify(tracesToJson([orderSpan('48213')])));
const store = new KeepingStore();
const errors: unknown[] = [];

let ingest: Ingest;
let overHttp: Receiver;
let overGrpc: Receiver;
let agent: Agent;
let session: http2.ClientHttp2Session;

beforeAll(async () => {
  const limits = { maxRequestBytes };
  ingest = createIngest({ store, metrics: new Registry(), limits, onError: (error) => errors.push(error) });
  overHttp = await receiveHttp({ ingest, host: '127.0.0.1', port: 0 });
  overGrpc = await receiveGrpc({ ingest, host: '127.0.0.1', port: 0 });
  agent = new Agent({ keepAlive: true, maxSockets: 8 });
  session = http2.connect(`http://${overGrpc.address}`);
});
afterAll(async () => {
  agent.destroy();
  session.destroy();
  await overHttp.close();
  await overGrpc.close();
});

const types = { protobuf: 'application/x-protobuf', json: 'application/json' };

function post(
  body: Uint8Array,
  headers: Record<string, string>,
): Promise<{ status: number; reason: string }> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } };
    const request = httpRequest(`http://${overHttp.address}/v1/traces`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, reason: Buffer.concat(chunks).toString('latin1') }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Posts all of them, some at a time, and gives the answers in order. */
async function postAll(bodies: readonly Uint8Array[], headers: Record<string, string>) {
  const answers: { status: number; reason: string }[] = [];
  for (let start = 0; start < bodies.length; start += 8)
    answers.push(...(await Promise.all(bodies.slice(start, start + 8).map((body) => post(body, headers)))));
  return answers;
}

const cutAtEveryByte = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length - 1 }, (_, index) => bytes.subarray(0, index + 1));

const everyBitFlipped = (bytes: Uint8Array, step: number) =>
  Array.from({ length: Math.ceil((bytes.length * 8) / step) }, (_, index) => {
    const flipped = Buffer.from(bytes);
    const bit = index * step;
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    return flipped;
  });

/** Whatever came before, a right request is kept, and nothing of a wrong one holds memory. */
async function isWell(): Promise<void> {
  const before = store.batches.length;
  expect((await post(protobuf, { 'content-type': types.protobuf })).status).toBe(200);
  expect(await grpcStatus(framed(protobuf))).toBe('0');
  expect(store.batches.length).toBe(before + 2);
  expect(ingest.budget.taken).toBe(0);
  expect(errors).toEqual([]);
}

describe('OTLP over HTTP', () => {
  it.each([
    ['protobuf', protobuf, { 'content-type': types.protobuf }],
    ['gzipped protobuf', gzipSync(protobuf), { 'content-type': types.protobuf, 'content-encoding': 'gzip' }],
    ['JSON', json, { 'content-type': types.json }],
  ])('%s cut off at any byte is refused with a reason', async (_, bytes, headers) => {
    for (const { status, reason } of await postAll(cutAtEveryByte(bytes), headers)) {
      expect(status).toBe(400);
      expect(reason.length).toBeGreaterThan(10);
    }
    await isWell();
  });

  it.each([
    ['protobuf', protobuf, { 'content-type': types.protobuf }],
    ['gzipped protobuf', gzipSync(protobuf), { 'content-type': types.protobuf, 'content-encoding': 'gzip' }],
    ['JSON', json, { 'content-type': types.json }],
  ])('%s with a flipped bit is taken or refused', async (_, bytes, headers) => {
    for (const { status } of await postAll(everyBitFlipped(bytes, 5), headers))
      expect([200, 400]).toContain(status);
    await isWell();
  });

  it('deep nesting, wrong types, other encodings are refused', async () => {
    const nested = Buffer.from(`{"resourceSpans":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    const wrong = ['7', '"x"', 'null', '[]', '{"resourceSpans":{}}', '{"resourceSpans":[[]]}', '{'].map(
      (text) => Buffer.from(text),
    );
    for (const { status } of await postAll([nested, ...wrong], { 'content-type': types.json }))
      expect(status).toBe(400);
    expect((await post(json, { 'content-type': types.protobuf })).status).toBe(400);
    expect((await post(protobuf, { 'content-type': types.json })).status).toBe(400);
    await isWell();
  });

  it('a gzip bomb is refused before it has grown', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const headers = { 'content-type': types.protobuf, 'content-encoding': 'gzip' };
    const { status } = await post(bomb, headers);
    expect(status).toBe(413);
    await isWell();
  });
});

/** A gRPC message: flag, length, bytes. */
function framed(message: Uint8Array, { flag = 0, length = message.length } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

/** Sends bytes as the whole of a call; gives the gRPC status, or the HTTP status where there is none. */
async function grpcStatus(bytes: Uint8Array, headers: http2.OutgoingHttpHeaders = {}): Promise<string> {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  let status: string | undefined;
  const note = (got: http2.IncomingHttpHeaders) => {
    const value = got['grpc-status'];
    const http = Number(got[':status'] ?? 200);
    if (typeof value === 'string') status = value;
    else if (http >= 400) status ??= `HTTP ${http}`;
  };
  stream.on('response', note);
  stream.on('trailers', note);
  stream.on('error', () => (status ??= 'reset'));
  stream.resume();
  stream.end(bytes);
  await once(stream, 'close');
  return status ?? 'none';
}

describe('OTLP over gRPC', () => {
  it('a message cut off at any byte is refused', async () => {
    const statuses = await Promise.all(cutAtEveryByte(protobuf).map((bytes) => grpcStatus(framed(bytes))));
    expect(new Set(statuses)).toEqual(new Set(['3']));
    await isWell();
  });

  it('a message with a flipped bit is taken or refused', async () => {
    for (const bytes of everyBitFlipped(protobuf, 7))
      expect(['0', '3']).toContain(await grpcStatus(framed(bytes)));
    await isWell();
  });

  it.each([
    ['a frame that promises more than comes', () => framed(protobuf, { length: protobuf.length + 50 }), {}],
    ['a frame that promises 4 GiB', () => framed(protobuf, { length: 0xffff_ffff }), {}],
    ['no frame', () => Buffer.from([1, 2]), {}],
    ['no message', () => Buffer.alloc(0), {}],
    ['two messages', () => Buffer.concat([framed(protobuf), framed(protobuf)]), {}],
    ['what is not gzip', () => framed(protobuf, { flag: 1 }), { 'grpc-encoding': 'gzip' }],
    ['a compression it does not know', () => framed(protobuf, { flag: 1 }), { 'grpc-encoding': 'snappy' }],
    [
      'a gzip bomb',
      () => framed(gzipSync(Buffer.alloc(50_000_000)), { flag: 1 }),
      { 'grpc-encoding': 'gzip' },
    ],
    ['another content type', () => framed(protobuf), { 'content-type': 'text/plain' }],
    ['another method', () => framed(protobuf), { ':path': '/x.Y/Z' }],
  ])('%s is refused', async (_, bytes, headers) => {
    const kept = store.batches.length;
    expect(await grpcStatus(bytes(), headers)).not.toBe('0');
    expect(store.batches.length).toBe(kept);
    await isWell();
  });
});
