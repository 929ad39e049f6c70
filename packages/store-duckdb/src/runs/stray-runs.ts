import { rmSync, statSync } from 'node:fs';
import { StoreError } from '@ordertrace/store';
import type { DamageList } from '../files/damage-list.js';
import type { StoreFolder } from '../files/store-folder.js';
import type { RunRow } from '../tables/runs.js';
import { RunFile } from './run-file.js';

export interface StrayQuestion {
  readonly folder: StoreFolder;
  readonly damage: DamageList;
  /** The runs that the tables list and whose files exist. */
  readonly rows: readonly RunRow[];
  /** The commits in logs, in sequence. */
  readonly logged: readonly bigint[];
}

/**
 * Removes obsolete run files that no row names: unfinished ones, copies, and runs whose commits are all in
 * other runs or in logs.
 *
 * @throws StoreError for a run with other content, because rows are then missing from the tables
 */
export function removeStrayRuns({ folder, damage, rows, logged }: StrayQuestion): void {
  const files = new Set(rows.map(({ file }) => file));
  const numbers = new Set(rows.map(({ number }) => number));
  for (const number of folder.runFiles()) {
    folder.removeUnfinished(number);
    const isThere = statSync(folder.run(number), { throwIfNoEntry: false }) !== undefined;
    if (!isThere && !numbers.has(number)) folder.removeCopies(number);
    if (!isThere || files.has(number)) continue;
    const range = commitsOf(folder.run(number), number);
    if (range === undefined)
      damage.note({
        kind: 'damaged',
        file: folder.nameOf(folder.run(number)),
        detail: `${folder.nameOf(folder.run(number))} belongs to no run and can't be read. It is kept, and not used.`,
        isIncomplete: false,
      });
    else if (isCovered(range, rows, logged)) {
      rmSync(folder.run(number));
      if (!numbers.has(number)) folder.removeCopies(number);
    } else throw unknownRun(folder, number, range);
  }
}

interface CommitRange {
  readonly firstCommit: bigint;
  readonly lastCommit: bigint;
}

function commitsOf(path: string, number: number): CommitRange | undefined {
  try {
    const run = new RunFile({ path, number, file: number, bytes: statSync(path).size });
    run.close();
    return run;
  } catch {
    return undefined;
  }
}

function isCovered(range: CommitRange, rows: readonly CommitRange[], logged: readonly bigint[]): boolean {
  const known = new Set(logged);
  let next = range.firstCommit;
  while (next <= range.lastCommit) {
    const at = next;
    const row = rows.find(({ firstCommit, lastCommit }) => firstCommit <= at && at <= lastCommit);
    if (row === undefined && !known.has(at)) return false;
    next = (row?.lastCommit ?? at) + 1n;
  }
  return true;
}

function unknownRun(
  folder: StoreFolder,
  number: number,
  { firstCommit, lastCommit }: CommitRange,
): StoreError {
  const file = folder.nameOf(folder.run(number));
  return new StoreError(
    'broken',
    `${file} holds commits ${firstCommit} to ${lastCommit}, which the tables in ${folder.database} don't know: ` +
      `${folder.nameOf(folder.database)} or its .wal is older than the other files. Nothing was removed. ${wayOut(folder)}`,
  );
}

/** How to repair a folder whose tables are missing or too old. */
export function wayOut({ path }: StoreFolder): string {
  return `Put the file back, restore a backup, or rebuild the tables from the other files: ordertrace store rebuild --store ${path}`;
}
