import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf, damagedCopy, faults, makeFolder, open, type Fault } from './damaged-folder.js';

/** Copies and marks, whose loss is no damage. */
const dispensable = /\.(orders|hashes|mark)$/;
const kinds = {
  'a run': 'run-000001.ot',
  'an order file': 'run-000001.orders',
  'the hashes': 'run-000002.hashes',
  'a commit log': 'commits-*.log',
  'the tables': 'store.duckdb',
  "the tables' log": 'store.duckdb.wal',
  'the mark': 'store.mark',
};

describe('a store in which one file is damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ordertrace-damage-'));
  const whole = join(folder, 'whole');
  const damaged = join(folder, 'damaged');
  let expected = new Map<string, string>();

  beforeAll(async () => {
    await makeFolder(whole);
    damagedCopy(whole, damaged, { file: 'store.mark', fault: { name: 'none', change: (bytes) => bytes } });
    const store = await open(damaged);
    expected = await answersOf(store);
    expect((await store.check({ repair: false })).damage).toEqual([]);
    await store.close();
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const fileOf = (pattern: string): string => {
    const [prefix = ''] = pattern.split('*');
    const found = readdirSync(whole).filter(
      (name) => name === pattern || (pattern.includes('*') && name.startsWith(prefix)),
    );
    const file = found.find((name) => readFileSync(join(whole, name)).length > 0);
    if (file === undefined) throw new Error(`no file ${pattern} in ${readdirSync(whole).join()}`);
    return file;
  };

  /** The result is correct, marked as incomplete, or refused; and a check finds the damage. */
  const expectNotSilent = async (file: string): Promise<void> => {
    const store = await open(damaged).catch((error: unknown) => error as Error);
    if (store instanceof Error) {
      expect(store).toMatchObject({ name: 'StoreError', code: 'broken' });
      expect(store.message).toContain('store');
      return;
    }
    try {
      const answers = await answersOf(store);
      const changed = [...expected].filter(([question, answer]) => answers.get(question) !== answer);
      const silent = changed.filter(([question]) => answers.get(question)?.startsWith('refused') !== true);
      const isMarked = (await store.damage()).some(({ isIncomplete }) => isIncomplete);
      if (!isMarked) expect(silent.map(([question]) => [question, answers.get(question)])).toEqual([]);
      const { damage } = await store.check({ repair: false });
      if (!dispensable.test(file)) expect(damage).not.toEqual([]);
    } finally {
      await store.close();
    }
  };

  for (const [kind, pattern] of Object.entries(kinds))
    describe(kind, () => {
      it.each(faults.map((fault): [string, Fault] => [fault.name, fault]))('%s', async (_, fault) => {
        const file = fileOf(pattern);
        damagedCopy(whole, damaged, { file, fault });
        await expectNotSilent(file);
      });
    });

  it.each([
    ['run-000001.ot', 'run-000002.ot'],
    ['run-000002.ot', 'run-000001.ot'],
    ['run-000001.orders', 'run-000002.orders'],
  ])('%s is the file of %s', async (file, other) => {
    const swapped: Fault = { name: 'swapped', change: () => readFileSync(join(whole, other)) };
    damagedCopy(whole, damaged, { file, fault: swapped });
    await expectNotSilent(file);
  });
});
