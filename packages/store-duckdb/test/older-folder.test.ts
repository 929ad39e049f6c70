import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { batchOf, recordsOf, spanSample, stateSample } from '@ordertrace/store/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDuckdbStore } from '@ordertrace/store-duckdb';

const order = { tenantId: 'acme', orderId: '17' };
const spans = [1n, 2n, 3n].map((span) => spanSample({ span, orders: [order] }));
let path: string;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'ordertrace-older-'));
  const store = await openDuckdbStore({ path });
  for (const span of spans) await store.append(batchOf({ spans: [span] }));
  await store.saveOrders({ orders: [stateSample()], position: await store.positions.latest() });
  await store.close();
});
afterEach(() => rm(path, { recursive: true }));

async function change(...statements: string[]): Promise<void> {
  const database = await DuckDBInstance.create(join(path, 'store.duckdb'));
  const connection = await database.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  database.closeSync();
}

describe('a folder of a program without versions of states', () => {
  beforeEach(() =>
    change('ALTER TABLE order_states DROP COLUMN version', 'UPDATE schema_version SET version = 2'),
  );

  it('opens, and its states have the first version', async () => {
    const store = await openDuckdbStore({ path });
    expect(await store.order(order)).toEqual({ ...stateSample(), version: 1 });
    const orders = [{ ...stateSample({ stage: 'PACKED' }), version: 1 }];
    expect(await store.saveOrders({ orders })).toEqual({ refused: [] });
    expect(await store.order(order)).toMatchObject({ stage: 'PACKED', version: 2 });
    await store.close();
  });

  it('is refused by that program afterwards', async () => {
    await (await openDuckdbStore({ path })).close();
    await change('UPDATE schema_version SET version = version + 1');
    await expect(openDuckdbStore({ path })).rejects.toThrow(/format 4; this program reads up to 3/);
  });
});

it('reads the positions of earlier programs, with and without a part', async () => {
  const store = await openDuckdbStore({ path });
  const { positions } = store;
  const second = await positions.read('{"commit":"2"}');
  expect(second === undefined ? undefined : positions.distance(second, await positions.latest())).toBe(1);
  expect(await positions.read('{"commit":"2","part":"3/7"}')).toBe('2+3/7');
  expect(await positions.read('{"commit":"4"}')).toBeUndefined();
  await store.close();
});

it('counts a repeat as new once its hash is forgotten, and returns the record once', async () => {
  const runs = await openDuckdbStore({ path, runMiB: 1 / 1024 });
  await runs.append(batchOf({ spans: [spanSample({ span: 9n, body: 'x'.repeat(5000), orders: [order] })] }));
  await runs.close();
  for (const name of await readdir(path)) if (name.endsWith('.hashes')) await rm(join(path, name));
  const store = await openDuckdbStore({ path });
  expect(store.capabilities.exactDuplicates).toBe(false);
  const repeated = await store.append(batchOf({ spans: spans.slice(0, 1) }));
  expect(repeated).toMatchObject({ spans: 1, duplicates: 0 });
  expect((await recordsOf(store, order)).spans).toHaveLength(spans.length + 1);
  await store.close();
});
