import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupContents } from '@ordertrace/store';
import { openDuckdbStore } from './open-store.js';
import { besideFolder, storeFolder } from './backup/manifest.js';
import { refuseTaken, syncFolder } from './backup/place.js';
import { BackupError, readBackup, type BackupReading } from './backup/read-backup.js';

export interface Restoring extends BackupReading {
  /** Where the store's folder will be; nothing may be there. What was kept beside it is put beside it. */
  readonly to: string;
}

/**
 * Makes a store of a backup: every file compared with its SHA-256, the store opened, every page of
 * it compared with its checksum, and what it holds counted.
 * Either a whole store is at `to` afterwards, or nothing. Throws `BackupError`, and `StoreError` where the store
 * that was restored can't be opened.
 */
export async function restoreBackup({ from, to, onProgress }: Restoring): Promise<BackupContents> {
  await refuseTaken(to);
  const unfinished = `${to}.restoring`;
  const [store, beside] = [join(unfinished, storeFolder), join(unfinished, besideFolder)];
  await rm(unfinished, { recursive: true, force: true });
  for (const folder of [store, beside]) await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const manifest = await readBackup({ from, onProgress }, (name) => join(unfinished, name));
    const contents = await openedContents(store);
    compare(contents, manifest.contents);
    for (const name of await readdir(beside)) await refuseTaken(join(dirname(to), name));
    await rm(to, { recursive: true, force: true });
    for (const name of await readdir(beside)) await rename(join(beside, name), join(dirname(to), name));
    await rename(store, to);
    await rm(unfinished, { recursive: true });
    await syncFolder(dirname(to));
    return contents;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function openedContents(path: string): Promise<BackupContents> {
  const store = await openDuckdbStore({ path });
  try {
    const { damage } = await store.check({ repair: false });
    const [found] = damage;
    if (found !== undefined)
      throw new BackupError('damaged', `The restored store is damaged. ${found.detail}`);
    const { lastCommit, spans, logs, orders } = await store.statistics();
    return { commit: lastCommit, spans, logs, orders };
  } finally {
    await store.close();
  }
}

/** More may be there than was counted: what was on its way into the log just then. */
function compare(actual: BackupContents, saved: BackupContents): void {
  for (const key of ['commit', 'spans', 'logs', 'orders'] as const)
    if (actual[key] < saved[key])
      throw new BackupError(
        'damaged',
        `The restored store has ${actual[key]} ${key}, and ${saved[key]} were saved.`,
      );
}
