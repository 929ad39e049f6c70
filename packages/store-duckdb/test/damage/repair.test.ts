import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckdbStore, rebuildTables, restoreBackup } from '@ordertrace/store-duckdb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answersOf, makeFolder, open, type TestStore } from './damaged-folder.js';

/** The repairs in docs/runbooks/store-damaged.md. */
describe('a damaged store is made whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ordertrace-repair-'));
  const whole = join(folder, 'whole');
  const path = join(folder, 'damaged');
  let expected = new Map<string, string>();
  let store: TestStore | undefined;

  beforeAll(async () => {
    await makeFolder(whole);
    cpSync(whole, path, { recursive: true });
    store = await open(path);
    expected = await answersOf(store);
    await store.close();
  });
  beforeEach(() => {
    rmSync(path, { recursive: true, force: true });
    cpSync(whole, path, { recursive: true });
    store = undefined;
  });
  afterEach(() => store?.close());
  afterAll(() => rmSync(folder, { recursive: true }));

  const opened = async (): Promise<TestStore> => {
    await store?.close();
    store = await open(path);
    return store;
  };

  const flipBit = (file: string, place: number): void => {
    const bytes = readFileSync(join(path, file));
    const at = Math.floor(bytes.length * place);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(join(path, file), bytes);
  };

  const logName = (): string =>
    readdirSync(path).find(
      (name) => name.startsWith('commits-') && readFileSync(join(path, name)).length > 0,
    ) ?? '';

  it('by a run that is put back', async () => {
    renameSync(join(path, 'run-000001.ot'), join(folder, 'kept.ot'));
    const damaged = await opened();
    expect(await damaged.damage()).toMatchObject([
      { kind: 'missing', file: 'run-000001.ot', isIncomplete: true },
    ]);
    renameSync(join(folder, 'kept.ot'), join(path, 'run-000001.ot'));
    const { repairs } = await damaged.check({ repair: true });
    expect(repairs).toEqual(['run-000001.ot was put back and is used.']);
    expect(await damaged.damage()).toEqual([]);
    expect(await answersOf(damaged)).toEqual(expected);
  });

  it('by giving a run up: orders keep their stages and events', async () => {
    rmSync(join(path, 'run-000001.ot'));
    await (await opened()).check({ repair: true });
    const repaired = await opened();
    expect((await repaired.check({ repair: false })).damage).toEqual([]);
    const answers = await answersOf(repaired);
    const changed = [...expected.keys()].filter(
      (question) => answers.get(question) !== expected.get(question),
    );
    expect(changed.filter((question) => !/^(spans|a trace|a search)/.test(question))).toEqual([]);
    expect(changed).toContain('spans 1000');
    expect((await repaired.backup()).contents.spans).toBeGreaterThan(0);
  });

  it('by writing a run again without a page that can not be read, whose file is kept', async () => {
    flipBit('run-000001.ot', 0.1);
    await (await opened()).check({ repair: true });
    expect(readdirSync(path)).toContain('damaged-run-000001.ot');
    const repaired = await opened();
    expect((await repaired.check({ repair: false })).damage).toEqual([]);
  });

  it('by giving up what a damaged log held; its other records and its file are kept', async () => {
    const log = logName();
    flipBit(log, 0.5);
    const damaged = await opened();
    const before = await answersOf(damaged);
    expect(await damaged.damage()).toMatchObject([{ kind: 'missing', file: log, isIncomplete: true }]);
    expect([...before].filter(([question, answer]) => expected.get(question) === answer)).not.toEqual([]);
    await damaged.erase({ target: { matching: 'nothing has this' }, dryRun: true }).catch(() => undefined);
    await damaged.check({ repair: true });
    expect(await (await opened()).damage()).toEqual([]);
    const { positions } = await opened();
    expect(positions.distance(positions.start, await positions.latest())).toBe(5);
  });

  it('never uses the number of a lost commit again', async () => {
    const log = logName();
    writeFileSync(join(path, log), readFileSync(join(path, log)).subarray(0, 10));
    const { positions } = await opened();
    expect(positions.distance(positions.start, await positions.latest())).toBe(5);
  });

  it('is not opened, and nothing is removed, while its tables are missing', async () => {
    rmSync(join(path, 'store.duckdb'));
    rmSync(join(path, 'store.duckdb.wal'));
    const before = readdirSync(path);
    await expect(open(path)).rejects.toThrow(/store\.duckdb is missing.*ordertrace store rebuild/s);
    expect(readdirSync(path)).toEqual(before);
  });

  it("is not opened while the tables' last changes are missing", async () => {
    rmSync(join(path, 'store.duckdb.wal'));
    await expect(open(path)).rejects.toThrow(/store\.duckdb\.wal is missing/);
    expect(readdirSync(path)).toContain('run-000002.ot');
  });

  it('by tables that are rebuilt from runs and order files: all but facts and saved states', async () => {
    rmSync(join(path, 'store.duckdb'));
    rmSync(join(path, 'store.duckdb.wal'));
    expect(await rebuildTables(path)).toMatchObject({
      runs: 2,
      events: 48,
      withoutEvents: [],
      unreadable: [],
    });
    const answers = await answersOf(await opened());
    const changed = [...expected.keys()].filter(
      (question) => answers.get(question) !== expected.get(question),
    );
    expect(changed.filter((question) => !/^(state|facts|saved position)/.test(question))).toEqual([]);
  });

  it('from a backup', async () => {
    const to = join(folder, 'restored');
    const backup = await (await opened()).backup();
    await restoreBackup({ from: backup.read(), to });
    await backup.release();
    const restored = await openDuckdbStore({ path: to });
    expect(await answersOf(restored)).toEqual(expected);
    await restored.close();
  });

  it('before a backup is made of it', async () => {
    flipBit('run-000001.ot', 0.1);
    await expect((await opened()).backup()).rejects.toThrow(/damaged and can't be saved/);
  });
});
