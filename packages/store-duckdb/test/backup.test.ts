import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BackupSource, Store } from '@ordertrace/store';
import {
  batchOf,
  logSample,
  plainLog,
  plainSpan,
  recordsOf,
  spanSample,
  transitionSample,
} from '@ordertrace/store/contract';
import { openDuckdbStore, readBackup, restoreBackup } from '@ordertrace/store-duckdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
let store: Store & BackupSource;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordertrace-backup-'));
  store = await openDuckdbStore({ path: join(folder, 'data'), runMiB: 1 / 16 });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const orderOf = (number: number) => ({ tenantId: 'acme', orderId: `${number}` });

function batch(number: number) {
  const order = orderOf(number);
  const trace = BigInt(number + 1);
  return batchOf({
    spans: Array.from({ length: 5 }, (_, i) =>
      spanSample({ trace, span: trace * 100n + BigInt(i), orders: [order], body: `${number}/${i}` }),
    ),
    logs: [logSample({ trace, orders: [order], body: `${number}` })],
    events: [transitionSample({ ...order, timeNanos: BigInt(number) })],
  });
}

const stateOf = (number: number) => ({
  ...orderOf(number),
  flow: 'manufacturer',
  stage: 'CREATED',
  stageSinceNanos: BigInt(number),
  firstSeenNanos: BigInt(number),
  lastSeenNanos: BigInt(number),
});

const factOf = (number: number) => ({
  id: `fact-${number}`,
  kind: 'problem.note',
  timeNanos: BigInt(number),
  actor: 'anna',
  ...orderOf(number),
  subject: `problem-${number}`,
  data: { note: `note ${number}` },
});

async function fill(to: Store, first: number, count: number): Promise<void> {
  for (let number = first; number < first + count; number += 50)
    await Promise.all(Array.from({ length: 50 }, (_, i) => to.append(batch(number + i))));
}

async function journey(of: Store, number: number) {
  const order = orderOf(number);
  return {
    spans: (await recordsOf(of, order)).spans.map(plainSpan),
    logs: (await recordsOf(of, order)).logs.map(plainLog),
    events: await of.eventsOfOrders([order]),
    state: await of.order(order),
    facts: (await of.facts({ order, limit: 10 })).facts,
  };
}

async function saved(): Promise<string> {
  const backup = await store.backup();
  const path = join(folder, 'saved.tar');
  await pipeline(backup.read(), createWriteStream(path));
  await backup.release();
  expect((await readFile(path)).length).toBe(backup.bytes);
  return path;
}

/** The archive's files in a folder. */
async function unpacked(tar: string): Promise<string> {
  const bytes = await readFile(tar);
  const to = join(folder, 'unpacked');
  for (let at = 0; bytes[at] !== 0;) {
    const name = bytes.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
    const length = Number.parseInt(bytes.toString('latin1', at + 124, at + 135), 8);
    await mkdir(dirname(join(to, name)), { recursive: true });
    await writeFile(join(to, name), bytes.subarray(at + 512, at + 512 + length));
    at += 512 + Math.ceil(length / 512) * 512;
  }
  return to;
}

describe('A backup', () => {
  it('of a store that is being written to holds all that was acknowledged before, and the restored store gives the same', async () => {
    const before = 300;
    await fill(store, 0, before);
    await store.saveOrders({ orders: Array.from({ length: before }, (_, i) => stateOf(i)) });
    await store.appendFacts(Array.from({ length: before }, (_, i) => factOf(i)));
    const load = { isOver: false };
    let next = before;
    const writing = (async () => {
      for (; !load.isOver; next += 50) {
        await fill(store, next, 50);
        const position = await store.positions.latest();
        await store.saveOrders({ orders: [stateOf(next)], position });
      }
    })();
    const archive = await saved();
    load.isOver = true;
    await writing;

    const to = join(folder, 'restored');
    const contents = await restoreBackup({ from: archive, to });
    expect(contents.orders).toBeGreaterThanOrEqual(before);
    const restored = await openDuckdbStore({ path: to });
    try {
      for (let number = 0; number < before; number += 7)
        expect(await journey(restored, number)).toEqual(await journey(store, number));
      expect((await journey(restored, 0)).spans).toHaveLength(5);
      expect((await restored.statistics()).spans % 5).toBe(0);
      await restored.append(batch(1_000_000));
      expect((await journey(restored, 1_000_000)).spans).toHaveLength(5);
    } finally {
      await restored.close();
    }
  });

  it('can be restored from a folder of its files as well', async () => {
    await fill(store, 0, 200);
    const from = await unpacked(await saved());
    const to = join(folder, 'restored');
    expect((await restoreBackup({ from, to })).spans).toBe(1000);
    await rm(to, { recursive: true });
    await rm(join(from, 'store', 'store.duckdb'));
    await expect(restoreBackup({ from, to })).rejects.toMatchObject({ code: 'damaged' });
  });

  it('holds files that belong beside the store, and puts them beside the restored one', async () => {
    await store.close();
    const key = join(folder, 'elsewhere.txt');
    await writeFile(key, 'the key');
    store = await openDuckdbStore({
      path: join(folder, 'data'),
      keptBeside: { 'privacy.key': key, 'other.key': join(folder, 'none') },
    });
    const archive = await saved();
    for (const from of [archive, await unpacked(archive)]) {
      const data = join(folder, `of-${basename(from)}`);
      await restoreBackup({ from, to: join(data, 'store') });
      expect((await readdir(data)).sort()).toEqual(['privacy.key', 'store']);
      expect(await readFile(join(data, 'privacy.key'), 'utf8')).toBe('the key');
      expect((await stat(join(data, 'privacy.key'))).mode & 0o077).toBe(0);
      expect(await readdir(join(data, 'store'))).not.toContain('privacy.key');
      await rm(join(data, 'store'), { recursive: true });
      await expect(restoreBackup({ from, to: join(data, 'store') })).rejects.toMatchObject({
        code: 'not_empty',
      });
    }
  });

  it('of an empty store makes an empty store', async () => {
    const contents = await restoreBackup({ from: await saved(), to: join(folder, 'restored') });
    expect(contents).toEqual({ position: store.positions.start, spans: 0, logs: 0, orders: 0 });
  });

  it('leaves nothing behind in the folder of the store', async () => {
    await fill(store, 0, 100);
    const backup = await store.backup();
    const aside = async () =>
      (await readdir(join(folder, 'data'))).filter((name) => name.startsWith('backup-'));
    expect(await aside()).toHaveLength(1);
    await backup.release();
    expect(await aside()).toEqual([]);

    await store.backup();
    await store.close();
    store = await openDuckdbStore({ path: join(folder, 'data') });
    expect(await aside()).toEqual([]);
  });
});

describe('A backup that is not whole', () => {
  it('is refused, whatever byte of it changed, and nothing is left where the store should be', async () => {
    await fill(store, 0, 100);
    const archive = await saved();
    const whole = await readFile(archive);
    const to = join(folder, 'restored');
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const bytes = Buffer.from(whole);
      const at = Math.floor(bytes.length * share);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await writeFile(archive, bytes);
      await expect(readBackup({ from: archive })).rejects.toThrow(/saved|archive|backup|holds/);
      await expect(restoreBackup({ from: archive, to })).rejects.toThrow(/saved|archive|backup|holds/);
    }
    expect((await readdir(folder)).filter((name) => name.startsWith('restored'))).toEqual([]);
  });

  it('is refused when its end is missing', async () => {
    await fill(store, 0, 100);
    const archive = await saved();
    const whole = await readFile(archive);
    for (const length of [0, 100, 512, 5000, Math.floor(whole.length / 2), whole.length - 2048]) {
      await writeFile(archive, whole.subarray(0, length));
      const restoring = restoreBackup({ from: archive, to: join(folder, 'restored') });
      await expect(restoring).rejects.toMatchObject({ name: 'BackupError' });
    }
  });

  it('is refused when it is something else, or not there', async () => {
    const other = join(folder, 'other');
    await writeFile(other, Buffer.alloc(4096, 'x'));
    const to = join(folder, 'restored');
    await expect(restoreBackup({ from: other, to })).rejects.toMatchObject({ code: 'no_backup' });
    await expect(restoreBackup({ from: join(folder, 'nothing'), to })).rejects.toMatchObject({
      code: 'no_backup',
    });
  });

  it('never goes over what is there', async () => {
    const to = join(folder, 'taken');
    await mkdir(to);
    await writeFile(join(to, 'file'), 'mine');
    await expect(restoreBackup({ from: await saved(), to })).rejects.toMatchObject({ code: 'not_empty' });
    expect(await readFile(join(to, 'file'), 'utf8')).toBe('mine');
  });
});
