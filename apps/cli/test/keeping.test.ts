import { createServer, type Server } from 'node:http';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import type { BackupSource, Store } from '@ordertrace/store';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backup } from '../src/backup.js';
import { restore } from '../src/restore.js';
import { writeTables } from '../src/tables/write-tables.js';

let folder: string;
let store: Store & BackupSource;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordertrace-cli-'));
  store = await openDuckdbStore({ path: join(folder, 'data', 'store') });
  await store.append(decodeTraces(encodeTraces([span]), 'protobuf').batch);
  await store.append(decodeLogs(encodeLogs([log]), 'protobuf').batch);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const resource = {
  attributes: new Map([
    ['service.name', 'shop-api'],
    ['deployment.environment.name', 'test'],
  ]),
};
const scope = { name: 'kit', version: '1', attributes: new Map() };
const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const timeNanos = 1_795_338_000_123_456_789n;
const order = [
  ['order_id', '48213'],
  ['tenant_id', 'acme'],
] as const;
const span = {
  traceId,
  spanId,
  traceState: '',
  flags: 1,
  name: 'POST /orders',
  kind: 'server' as const,
  startNanos: timeNanos,
  durationNanos: 1_500_000n,
  status: 'unset' as const,
  statusMessage: '',
  attributes: new Map<string, string | bigint>([
    ...order,
    ['http.response.status_code', 201n],
    ['large', 2n ** 62n],
  ]),
  events: [{ timeNanos, name: 'retry "2"', attributes: new Map([['attempt', 2n]]) }],
  links: [{ traceId, spanId, traceState: '', attributes: new Map() }],
  resource,
  scope,
};
const log = {
  timeNanos,
  observedNanos: timeNanos,
  traceId,
  spanId,
  flags: 1,
  severityNumber: 17,
  severityText: 'ERROR',
  eventName: '',
  body: 'no answer',
  attributes: new Map(order),
  resource,
  scope,
};

async function serving(source: BackupSource, work: (address: string) => Promise<void>): Promise<void> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      if (request.headers.authorization !== 'Bearer secret') {
        response.writeHead(401, { 'content-type': 'application/problem+json' });
        response.end(
          JSON.stringify({
            type: 'x',
            title: 'Nobody',
            status: 401,
            code: 'not_signed_in',
            detail: 'Sign in.',
          }),
        );
        return;
      }
      const made = await source.backup();
      response.writeHead(200, { 'content-type': 'application/x-tar', 'content-length': made.bytes });
      await pipeline(made.read(), response);
      await made.release();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const silent = () => new PassThrough().resume();

describe('ordertrace backup and restore', () => {
  it('saves a running store into a file or a folder, and makes a data folder of either', async () => {
    await serving(store, async (server) => {
      const address = { server, token: 'secret' };
      for (const name of ['saved.tar', 'saved/']) {
        const to = join(folder, name);
        const saved = await backup({ address, to, errors: silent() });
        expect(saved).toMatchObject({ exitCode: 0, errors: '' });
        expect(saved.text).toContain('1 spans, 1 log records');
        const data = join(folder, `restored-${name.length}`);
        const restored = await restore({ from: to, data, errors: silent() });
        expect(restored.text).toContain('1 spans, 1 log records');
        expect(await readdir(data)).toEqual(['store']);
        expect((await restore({ from: to, data, errors: silent() })).exitCode).toBe(1);
      }
    });
  });

  it('says why it could not, and leaves nothing behind', async () => {
    await serving(store, async (server) => {
      const to = join(folder, 'saved.tar');
      const refused = await backup({ address: { server, token: undefined }, to, errors: silent() });
      expect(refused).toMatchObject({ exitCode: 1, errors: 'The server refused (401): Sign in.' });
      const taken = join(folder, 'taken.tar');
      await writeFile(taken, 'mine');
      const second = await backup({ address: { server, token: 'secret' }, to: taken, errors: silent() });
      expect(second.exitCode).toBe(1);
      expect(second.errors).toContain('is there already');
    });
    const address = { server: 'http://127.0.0.1:1', token: undefined };
    expect((await backup({ address, to: join(folder, 'x'), errors: silent() })).errors).toContain(
      'No server answers',
    );
    expect((await readdir(folder)).sort()).toEqual(['data', 'taken.tar']);
  });
});

describe('ordertrace tables', () => {
  it('writes spans and log records as Parquet files that DuckDB reads, nine fields by name', async () => {
    await store.close();
    const to = join(folder, 'tables');
    const written = await writeTables({ data: join(folder, 'data'), to, errors: silent() });
    expect(written).toMatchObject({ exitCode: 0, errors: '' });
    const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
    const rows = async (sql: string) => (await duckdb.runAndReadAll(sql)).getRowObjectsJson();
    const fields = `trace_id, span_id, order_id, tenant_id, application_name, environment,
      epoch_ns(timestamp)::VARCHAR AS timestamp, status_code, duration`;
    const expected = {
      trace_id: traceId,
      span_id: spanId,
      order_id: '48213',
      tenant_id: 'acme',
      application_name: 'shop-api',
      environment: 'test',
      timestamp: timeNanos.toString(),
    };
    expect(await rows(`SELECT ${fields} FROM '${to}/spans-*.parquet'`)).toEqual([
      { ...expected, status_code: '201', duration: 1.5 },
    ]);
    expect(await rows(`SELECT ${fields} FROM '${to}/logs-*.parquet'`)).toEqual([
      { ...expected, status_code: 'ERROR', duration: null },
    ]);
    expect(
      await rows(`SELECT attributes->>'large' AS large, events->0->>'name' AS event, links->0->>'trace_id' AS link
                  FROM '${to}/spans-*.parquet'`),
    ).toEqual([{ large: (2n ** 62n).toString(), event: 'retry "2"', link: traceId }]);
    expect(await rows(`SELECT body->>'$' AS body, severity FROM '${to}/logs-*.parquet'`)).toEqual([
      { body: 'no answer', severity: 17 },
    ]);
    duckdb.closeSync();
  });

  it('refuses a folder without a store, one that is in use, and a place that is taken', async () => {
    const to = join(folder, 'tables');
    const none = await writeTables({ data: join(folder, 'none'), to, errors: silent() });
    expect(none).toMatchObject({ exitCode: 1 });
    const used = await writeTables({ data: join(folder, 'data'), to, errors: silent() });
    expect(used.errors).toContain('backup of the running server');
    await mkdir(join(folder, 'full', 'x'), { recursive: true });
    const full = await writeTables({
      data: join(folder, 'data'),
      to: join(folder, 'full'),
      errors: silent(),
    });
    expect(full.errors).toContain('not empty');
  });
});
