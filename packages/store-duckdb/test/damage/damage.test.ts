import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf, damagedCopy, faults, makeFolder, open, type Fault } from './damaged-folder.js';

/** Copies that may not have been written yet: their absence alone is no damage. */
const mayBeAbsent = /\.(orders|hashes)$/;
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
  /** Another store, the same store earlier, and the same store with its records in two logs. */
  const [other, earlier, logs] = ['other', 'earlier', 'logs'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  let expected = new Map<string, string>();

  beforeAll(async () => {
    await makeFolder(whole, { earlier, logs });
    await makeFolder(other, { before: 2 });
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
  const expectNotSilent = async (mustBeFound = true): Promise<void> => {
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
      if (mustBeFound) expect(damage).not.toEqual([]);
    } finally {
      await store.close();
    }
  };

  for (const [kind, pattern] of Object.entries(kinds))
    describe(kind, () => {
      it.each(faults.map((fault): [string, Fault] => [fault.name, fault]))('%s', async (_, fault) => {
        const file = fileOf(pattern);
        damagedCopy(whole, damaged, { file, fault });
        await expectNotSilent(!(mayBeAbsent.test(file) && fault.name === 'missing'));
      });
    });

  it.each([
    ['run-000001.ot', 'run-000002.ot'],
    ['run-000002.ot', 'run-000001.ot'],
    ['run-000001.orders', 'run-000002.orders'],
  ])('%s is the file of %s', async (file, from) => {
    const swapped: Fault = { name: 'swapped', change: () => readFileSync(join(whole, from)) };
    damagedCopy(whole, damaged, { file, fault: swapped });
    await expectNotSilent();
  });

  it.each(Object.entries(kinds))('%s is the one of another store', async (_, pattern) => {
    const file = fileOf(pattern);
    const from = readdirSync(other).find((name) => name.replace(/\d/g, '') === file.replace(/\d/g, ''));
    const swapped: Fault = { name: 'of another store', change: () => readFileSync(join(other, from ?? '')) };
    damagedCopy(whole, damaged, { file, fault: swapped });
    // Hashes have no trace of their store; they only distinguish repeats.
    await expectNotSilent(!file.endsWith('.hashes'));
  });

  it.each(['store.duckdb', 'store.duckdb.wal', 'store.mark'])('%s is an earlier one', async (file) => {
    const swapped: Fault = { name: 'earlier', change: () => readFileSync(join(earlier, file)) };
    damagedCopy(whole, damaged, { file, fault: swapped });
    // An earlier mark is what a power cut leaves: its values are lower bounds.
    await expectNotSilent(file !== 'store.mark');
  });

  it('two commit logs are exchanged', async () => {
    const [one, two] = readdirSync(logs).filter((name) => name.startsWith('commits-'));
    const swapped: Fault = { name: 'swapped', change: () => readFileSync(join(logs, two ?? '')) };
    damagedCopy(logs, damaged, { file: one ?? '', fault: swapped });
    cpSync(join(logs, one ?? ''), join(damaged, two ?? ''));
    await expectNotSilent();
  });
});
