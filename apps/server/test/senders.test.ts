import { createHash, X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import type { OrderEvent, TelemetryBatch, Transition } from '@ordertrace/model';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { holdersFrom, TokenFileError } from '../src/access/tokens/token-file.js';
import { createTokenVerifier } from '../src/access/tokens/token-verifier.js';
import { readTlsKeys, type TlsKeys } from '../src/access/tls.js';
import { learningEvents } from '../src/fold/learn-events.js';
import { createIngest, receiveGrpc, receiveHttp } from '../src/receive/index.js';
import { createSenders } from '../src/receive/senders.js';
import { positionAt } from '@ordertrace/store';
import { KeepingStore, orderSpan } from './keeping-store.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const file = `
tokens:
  - { name: collector, sha256: ${sha256('open')}, may: [ingest] }
  - { name: goldwerk, sha256: ${sha256('of-tenant')}, may: [ingest], tenant: goldwerk }
  - { name: shop, sha256: ${sha256('of-application')}, may: [ingest], application: shop-api }
  - { name: prometheus, sha256: ${sha256('reads')}, roles: [developer] }
  - { name: gone, sha256: ${sha256('old')}, may: [ingest], expires: 2020-01-01 }
`;
const rules = { claims: { roles: '', tenant: '', application: '' }, roleNames: new Map() };
const tokens = createTokenVerifier({ holders: holdersFrom(file, 'tokens.yaml'), provider: undefined, rules });
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function span(tenant: string | undefined, service: string | undefined, index: number) {
  const base = orderSpan(`${index}`);
  return {
    ...base,
    spanId: `b7ad6b716920333${index}`,
    attributes: new Map([
      ['order_id', `${index}`],
      ...(tenant === undefined ? [] : [['tenant_id', tenant]]),
    ] as [string, string][]),
    resource: { attributes: new Map(service === undefined ? [] : [['service.name', service]]) },
  };
}

async function receiving({ required = true, tls }: { required?: boolean; tls?: TlsKeys } = {}) {
  const store = new KeepingStore();
  const ingest = createIngest({ store, metrics: new Registry() });
  const senders = createSenders({ tokens, required });
  const options = { ingest, host: '127.0.0.1', port: 0, senders, ...(tls !== undefined && { tls }) };
  const http = await receiveHttp(options);
  const grpc = await receiveGrpc(options);
  closing.push(
    () => http.close(),
    () => grpc.close(),
  );
  return { store, http, grpc };
}

function postTo(address: string, body: Uint8Array, token?: string): Promise<Response> {
  return fetch(`http://${address}/v1/traces`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-protobuf',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: Buffer.from(body),
  });
}

function callTo(address: string, body: Uint8Array, token?: string): Promise<Buffer | ServiceError> {
  const client = new Client(address, credentials.createInsecure());
  closing.push(() => client.close());
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  const asItIs = (bytes: Buffer) => bytes;
  const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, asItIs, asItIs, Buffer.from(body), metadata, (error, answer) => {
      resolve(error ?? answer ?? Buffer.alloc(0));
    });
  });
}

const one = encodeTraces([orderSpan('48213')]);

describe('senders of telemetry', () => {
  it.each([
    [undefined, 401, status.UNAUTHENTICATED],
    ['unknown', 401, status.UNAUTHENTICATED],
    ['old', 401, status.UNAUTHENTICATED],
    ['reads', 403, status.PERMISSION_DENIED],
  ])('are refused with the token %s, over HTTP and gRPC', async (token, httpStatus, code) => {
    const { store, http, grpc } = await receiving();
    expect((await postTo(http.address, one, token)).status).toBe(httpStatus);
    expect(await callTo(grpc.address, one, token)).toMatchObject({ code });
    expect(store.orderIds()).toEqual([]);
  });

  it('are let in with a token that may send', async () => {
    const { store, http, grpc } = await receiving();
    expect((await postTo(http.address, one, 'open')).status).toBe(200);
    expect(await callTo(grpc.address, encodeTraces([orderSpan('7')]), 'open')).toEqual(Buffer.alloc(0));
    expect(store.orderIds()).toEqual(['48213', '7']);
  });

  it('need none where only this machine can reach the server, but a token that is sent must count', async () => {
    const { http } = await receiving({ required: false });
    expect((await postTo(http.address, one)).status).toBe(200);
    expect((await postTo(http.address, one, 'unknown')).status).toBe(401);
  });

  it('of one tenant can not send for another; what names no tenant becomes theirs', async () => {
    const { store, http, grpc } = await receiving();
    const body = encodeTraces([span('goldwerk', 'a', 1), span(undefined, 'a', 2), span('acme', 'a', 3)]);
    const answer = await postTo(http.address, body, 'of-tenant');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('1 × other_tenant');
    const overGrpc = await callTo(grpc.address, encodeTraces([span('acme', 'a', 4)]), 'of-tenant');
    expect(overGrpc.toString()).toContain('1 × other_tenant');
    expect(store.batches.flatMap((batch) => batch.orders)).toEqual([
      { orderId: '1', tenantId: 'goldwerk' },
      { orderId: '2', tenantId: 'goldwerk' },
    ]);
  });

  it('of one tenant can not name another in a list, in the resource, or in a log line', async () => {
    const { store, http } = await receiving();
    const base = span('goldwerk', 'a', 1);
    const listed = {
      ...base,
      attributes: new Map<string, string | string[]>([
        ['order_id', ['1', '2']],
        ['tenant_id', ['goldwerk', 'acme']],
      ]),
    };
    const inResource = {
      ...span(undefined, 'a', 2),
      resource: { attributes: new Map([['tenant_id', 'acme']]) },
    };
    const withoutOrder = { ...span(undefined, 'a', 3), attributes: new Map([['tenant_id', 'acme']]) };
    const spans = encodeTraces([listed, inResource, withoutOrder]);
    expect(await (await postTo(http.address, spans, 'of-tenant')).text()).toContain('3 × other_tenant');
    const log = {
      timeNanos: 1n,
      observedNanos: 1n,
      flags: 0,
      severityNumber: 9,
      severityText: '',
      body: null,
      eventName: 'order.transition',
      scope: base.scope,
      resource: base.resource,
      attributes: new Map([
        ['order_id', '9'],
        ['tenant_id', 'acme'],
        ['stage', 'CLOSED'],
      ]),
    };
    const response = await fetch(`http://${http.address}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', authorization: 'Bearer of-tenant' },
      body: Buffer.from(encodeLogs([log])),
    });
    expect(await response.text()).toContain('1 × other_tenant');
    expect(store.batches).toEqual([]);
  });

  it('of one application can not send as another, or as none', async () => {
    const { store, http } = await receiving();
    const body = encodeTraces([span('a', 'shop-api', 1), span('a', 'mes-api', 2), span('a', undefined, 3)]);
    expect(await (await postTo(http.address, body, 'of-application')).text()).toContain(
      '2 × other_application',
    );
    expect(store.orderIds()).toEqual(['1']);
  });

  it('of one tenant can not move an order of another by what is learned from their spans', async () => {
    const learned: OrderEvent[] = [];
    const append = (batch: TelemetryBatch) => {
      learned.push(...batch.events);
      return Promise.resolve({
        position: positionAt({ commit: 1n }),
        spans: 1,
        logs: 0,
        duplicates: 0,
        events: 0,
      });
    };
    const event = (tenantId: string): Transition => ({
      type: 'transition',
      orderId: '1',
      tenantId,
      stage: 'CLOSED',
      timeNanos: 1n,
      service: 'a',
    });
    const learning = learningEvents(() => ({
      transitions: () => [event('acme'), event('')],
      attributes: [],
    }));
    const ingest = createIngest({ store: { append }, steps: [learning], metrics: new Registry() });
    const bounds = { tenantId: 'goldwerk' };
    await ingest.ingest({ signal: 'traces', bytes: one, encoding: 'protobuf', bounds: {} });
    expect(learned.map((each) => each.tenantId)).toEqual(['acme', '']);
    learned.length = 0;
    const own = encodeTraces([span('goldwerk', 'a', 1)]);
    await ingest.ingest({ signal: 'traces', bytes: own, encoding: 'protobuf', bounds });
    expect(learned.map((each) => each.tenantId)).toEqual(['goldwerk']);
  });
});

describe('a token file', () => {
  it.each([
    ['tokens: [{ name: a, sha256: xyz }]', 'sha256'],
    ['tokens: [{ name: a, token: secret-itself }]', 'tokens.0'],
    ['tokens: 5', 'tokens'],
    ['{', 'YAML'],
    [`tokens: [{ name: a, sha256: ${sha256('x')}, expires: soon }]`, 'expires'],
    [`tokens: [{ name: a, sha256: ${sha256('x')} }, { name: b, sha256: ${sha256('x')} }]`, 'b has'],
  ])('that can not be used is refused with its place, and nothing of a token is said: %s', (text, place) => {
    expect(() => holdersFrom(text, 'tokens.yaml')).toThrow(TokenFileError);
    expect(() => holdersFrom(text, 'tokens.yaml')).toThrow(place);
    try {
      holdersFrom(text, 'tokens.yaml');
    } catch (error) {
      expect(String(error)).not.toContain('secret-itself');
    }
  });
});

describe('TLS by files', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ordertrace-tls-'));
    for (const name of ['own', 'other']) {
      execFileSync(
        'openssl',
        [
          ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
          ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
          ...['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)],
        ],
        { stdio: 'ignore' },
      );
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('refuses a key that is not the certificate’s', async () => {
    const wrong = { certFile: at('own.pem'), keyFile: at('other.key') };
    await expect(readTlsKeys(wrong)).rejects.toThrow('ORDERTRACE_TLS_KEY_FILE');
    await expect(readTlsKeys({ ...wrong, keyFile: at('none') })).rejects.toThrow('ENOENT');
  });

  it('receives telemetry over HTTPS and gRPC with TLS, and nothing in the clear', async () => {
    const tls = await readTlsKeys({ certFile: at('own.pem'), keyFile: at('own.key') });
    const { store, http, grpc } = await receiving(tls === undefined ? {} : { tls });
    const ca = readFileSync(at('own.pem'));
    expect(new X509Certificate(ca).subject).toContain('localhost');
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const request = https.request(
        `https://${http.address}/v1/traces`,
        {
          method: 'POST',
          ca,
          headers: { 'content-type': 'application/x-protobuf', authorization: 'Bearer open' },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      request.on('error', reject);
      request.end(Buffer.from(one));
    });
    expect(answered).toBe(200);
    // By its name: TLS has no server names that are IP addresses, and newer Nodes refuse them.
    const named = grpc.address.replace('127.0.0.1', 'localhost');
    const client = new Client(named, credentials.createSsl(ca));
    closing.push(() => client.close());
    const metadata = new Metadata();
    metadata.set('authorization', 'Bearer open');
    const asItIs = (bytes: Buffer) => bytes;
    const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
    const error = await new Promise((resolve) => {
      client.makeUnaryRequest(
        path,
        asItIs,
        asItIs,
        Buffer.from(encodeTraces([orderSpan('7')])),
        metadata,
        (failed) => {
          resolve(failed);
        },
      );
    });
    expect(error).toBeNull();
    expect(store.orderIds()).toEqual(['48213', '7']);
    await expect(postTo(http.address, one, 'open')).rejects.toThrow();
  });
});
