import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrderEvent } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import { batchOf, spanSample, transitionSample } from '@ordertrace/store/contract';
import { openDuckdbStore, type DuckdbStoreOptions } from '@ordertrace/store-duckdb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const tiny = 1 / 1024;
const never = 2 ** 31 - 1;
const secret = 'ivan.petrov@example.com';
const orders = ['17', '18', 'ж "quoted"\n'].flatMap((orderId) =>
  ['', 'acme', 'beta'].map((tenantId) => ({ orderId, tenantId })),
);
const base = { service: 'mes-api', traceId: '0'.repeat(31) + '7', spanId: 'f'.repeat(16) };

const eventsOf = (order: (typeof orders)[number], step: number): OrderEvent[] => [
  transitionSample({ ...order, timeNanos: BigInt(step) }),
  transitionSample({
    ...order,
    ...base,
    timeNanos: 2n ** 62n + BigInt(step),
    previousStage: 'a\\b',
    actor: 'partner',
  }),
  transitionSample({
    ...order,
    timeNanos: -5n,
    source: 'imported:log',
    startNanos: BigInt(step),
    resource: secret,
  }),
  {
    type: 'work_started',
    ...order,
    ...base,
    timeNanos: BigInt(step),
    work: 'pricing',
    expectedWithinMs: 0.5,
  },
  { type: 'work_started', ...order, timeNanos: BigInt(step), service: '', work: '' },
  { type: 'attribute', ...order, ...base, timeNanos: BigInt(step), key: 'manufacturer', value: `"${step}"` },
];

describe('order files', () => {
  let path: string;
  let store: Store;

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'ordertrace-order-files-'));
    await open(never);
    for (let step = 1; step <= 6; step++)
      await store.append(
        batchOf({
          spans: orders.map((order, i) =>
            spanSample({ trace: BigInt(step * 20 + i), orders: [order], body: `${step} `.repeat(200) }),
          ),
          events: orders.flatMap((order) => eventsOf(order, step)),
        }),
      );
    await store.retain({ rules: [], orders: [], dryRun: false });
  });
  afterEach(async () => {
    await store.close();
    await rm(path, { recursive: true });
  });

  async function open(orderFilesAfterMs: number, options: Omit<DuckdbStoreOptions, 'path'> = {}) {
    store = await openDuckdbStore({ path, runMiB: tiny, mergeRuns: 0, orderFilesAfterMs, ...options });
  }

  async function reopen(orderFilesAfterMs: number, options: Omit<DuckdbStoreOptions, 'path'> = {}) {
    await store.close();
    await open(orderFilesAfterMs, options);
  }

  const names = async (end: string) => (await readdir(path)).filter((name) => name.endsWith(end));

  async function written(): Promise<string[]> {
    await vi.waitFor(async () => {
      const runs = await names('.ot');
      expect(await names('.orders')).toHaveLength(runs.length);
    }, 30_000);
    return names('.orders');
  }

  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);

  /** The results of all queries, in one sequence. */
  async function answers(): Promise<string[]> {
    const said: string[] = [];
    for (const { orderId, tenantId } of orders) {
      const events = await store.eventsOfOrders([{ orderId, tenantId }]);
      said.push(...events.map((event) => JSON.stringify(Object.entries(event).sort(), text)).sort());
      said.push((await store.tenantsOfOrder(orderId)).join());
    }
    return said;
  }

  it('give the same answers as the tables', { timeout: 60_000 }, async () => {
    expect((await names('.ot')).length).toBeGreaterThan(2);
    expect(await names('.orders')).toEqual([]);
    const before = await answers();
    expect(before.length).toBeGreaterThan(200);
    await reopen(0);
    await written();
    await reopen(never);
    expect(await answers()).toEqual(before);
    expect(await store.tenantsOfOrder('19')).toEqual([]);
  });

  it('go with runs that are merged, and come for the new one', { timeout: 60_000 }, async () => {
    const before = await answers();
    await reopen(0);
    await written();
    await reopen(0, { mergeRuns: 2 });
    await vi.waitFor(async () => expect((await names('.ot')).length).toBeLessThan(4), 30_000);
    await written();
    await reopen(never);
    expect(await answers()).toEqual(before);
  });

  it('that are damaged are not believed, and written anew', { timeout: 60_000 }, async () => {
    const before = await answers();
    await reopen(0);
    const files = await written();
    await store.close();
    for (const [index, name] of files.entries()) {
      const bytes = await readFile(join(path, name));
      const at = index % 2 === 0 ? 9 : bytes.length - 9;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await writeFile(join(path, name), index === 2 ? bytes.subarray(0, 5) : bytes);
    }
    await open(0);
    expect(await answers()).toEqual(before);
    await written();
    expect(await answers()).toEqual(before);
  });

  it('hold nothing of an order or a text that was erased', { timeout: 60_000 }, async () => {
    await reopen(0);
    await written();
    await store.erase({ target: { order: { tenantId: 'acme', orderId: '17' } }, dryRun: false });
    await store.erase({ target: { matching: secret }, dryRun: false });
    await written();
    await reopen(never);
    expect(await store.tenantsOfOrder('17')).toEqual(['beta']);
    const events = await store.eventsOfOrders([{ tenantId: 'beta', orderId: '18' }]);
    expect(events.filter((event) => JSON.stringify(event, text).includes('***'))).toHaveLength(6);
    expect(JSON.stringify(events, text)).not.toContain(secret);
    const said = await answers();
    await store.close();
    for (const name of await names('.orders')) await rm(join(path, name));
    await open(never);
    expect(await answers()).toEqual(said);
  });
});
