import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, nanosFromMillis, noCoverage } from '@ordertrace/model';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../../apps/server/src/api.js';
import { Seeded, seeds } from '../support/seeded.js';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>>;
  };
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
  };
}

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly operation: Operation;
  /** Names of the fields of its JSON body. */
  readonly fields: readonly string[];
}

/** Routes whose answer is a stream, or whose body is a file. */
const skipped = /\/(?:events|backup|import|export)$/;

async function routesOf(api: FastifyInstance): Promise<Route[]> {
  const { paths, components } = (await api.inject('/openapi.json')).json<Document>();
  const fieldsOf = (operation: Operation): string[] => {
    const { $ref = '' } = operation.requestBody?.content?.['application/json']?.schema ?? {};
    return Object.keys(components.schemas[$ref.split('/').at(-1) ?? '']?.properties ?? {});
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(() => !skipped.test(path))
      .map(([method, operation]) => ({
        method: method.toUpperCase() as Route['method'],
        path,
        operation,
        fields: fieldsOf(operation),
      })),
  );
}

/** Parts of an address or a query, encoded: no text, no number, no time, or none of this world. */
const hostile = [
  '%00',
  'a%00b',
  '%ED%A0%80',
  '%FF',
  '%F0%9F',
  '9'.repeat(40),
  '-9223372036854775809',
  '1e400',
  'NaN',
  '0000-00-00T00:00:00Z',
  '%2B275760-09-13T00:00:00.001Z',
  '9999-12-31T23:59:59.999999999Z',
  '-262144-01-01T00:00:00Z',
  '%27%20OR%201%3D1%20--',
  'WyIxZTQwMCIsIlx1ZDgwMCIsIiJd',
  'eyJhIjoxfQ',
];

/** Values of a body, as JSON. */
const hostileValues = [
  String.raw`"\u0000"`,
  String.raw`"a\ud800"`,
  String.raw`"\udfffb"`,
  '"' + '9'.repeat(40) + '"',
  '9'.repeat(40),
  '-1',
  '1e400',
  '1.5',
  'null',
  '[]',
  '{}',
  'true',
  String.raw`["\ud800"]`,
];

const stores: Record<string, (folder: string) => Promise<Store>> = {
  memory: () => Promise.resolve(createMemoryStore()),
  DuckDB: (folder) => openDuckdbStore({ path: join(folder, 'store') }),
};

describe.each(Object.entries(stores))('hostile texts, numbers and times, with the store %s', (_, open) => {
  let folder: string;
  let store: Store;
  let api: FastifyInstance;
  const errors: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-attack-'));
    store = await open(folder);
    const nowNanos = nanosFromMillis(Date.now());
    const order = { orderId: '1', tenantId: 'retail', flow: 'manufacturer', stage: 'CREATED' };
    const times = { stageSinceNanos: nowNanos, firstSeenNanos: nowNanos, lastSeenNanos: nowNanos };
    await store.saveOrders({ orders: [{ ...order, ...times }] });
    api = await createApi({
      store,
      flows: () => flowsOf([manufacturerFlow()]),
      coverage: noCoverage,
      gate: createGate(defaultPolicy, { pseudonymKey: Buffer.alloc(32, 5) }),
      logger: pino({ level: 'error' }, { write: (line: string) => errors.push(line) }),
      metrics: new Registry(),
      readiness: () => ({}),
      consoleFolder: undefined,
    });
  }, 60_000);
  afterAll(async () => {
    await api.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  const headers = { host: '127.0.0.1', 'content-type': 'application/json' };

  async function noFailure(request: { method: Route['method']; url: string; payload?: string }) {
    const answer = await api.inject({ ...request, headers });
    const shown = `${request.method} ${request.url} ${request.payload ?? ''}: ${answer.body.slice(0, 300)} ${errors.splice(0).join()}`;
    // 501: the store in memory has no files to check.
    expect(answer.statusCode < 500 || answer.statusCode === 501, shown).toBe(true);
  }

  it.each(seeds(3))('end no request with a failure in addresses and queries, seed %i', async (seed) => {
    const random = new Seeded(seed);
    let asked = 0;
    for (const { method, path, operation } of await routesOf(api))
      for (const { name, in: place } of operation.parameters ?? []) {
        const bad = random.oneOf(hostile);
        const filled = path.replace(/\{(\w+)\}/g, (_all, inPath: string) => (inPath === name ? bad : '1'));
        const url = `${filled}${place === 'query' ? `?${name}=${bad}` : ''}`;
        await noFailure({ method, url, ...(method === 'GET' ? {} : { payload: '{}' }) });
        asked++;
      }
    expect(asked).toBeGreaterThan(100);
  });

  it.each(seeds(3))('end no request with a failure in bodies, seed %i', async (seed) => {
    const random = new Seeded(seed);
    let asked = 0;
    for (const { method, path, fields } of await routesOf(api)) {
      for (const name of fields) {
        const usual = fields.includes('dry_run') && name !== 'dry_run' ? '"dry_run":false,' : '';
        const payload = `{${usual}${JSON.stringify(name)}:${random.oneOf(hostileValues)}}`;
        await noFailure({ method, url: path.replace(/\{\w+\}/g, '1'), payload });
        asked++;
      }
    }
    expect(asked).toBeGreaterThan(10);
  });
});
