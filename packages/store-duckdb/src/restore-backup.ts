import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { placeOf, type BackupContents } from '@ordertrace/store';
import { StoreMark } from './files/store-mark.js';
import { openDuckdbStore } from './open-store.js';
import { besideFolder, storeFolder } from './backup/manifest.js';
import { refuseTaken, syncFolder } from './backup/place.js';
import { BackupError, readBackup, type BackupReading } from './backup/read-backup.js';

export interface Restoring extends BackupReading {
  /**
   * The new folder of the store, which must not exist. Files from outside the store's folder are restored
   * beside it.
   */
  readonly to: string;
}

/**
 * Restores a store from a backup. Every file is compared with its SHA-256, every page of the opened store
 * with its checksum, and the content with the saved counts. At the end either a complete store is at `to`, or
 * nothing.
 *
 * @throws BackupError
 * @throws StoreError if the restored store can't be opened
 */
export async function restoreBackup({ from, to, onProgress }: Restoring): Promise<BackupContents> {
  await refuseTaken(to);
  const unfinished = `${to}.restoring`;
  const [store, beside] = [join(unfinished, storeFolder), join(unfinished, besideFolder)];
  await rm(unfinished, { recursive: true, force: true });
  for (const folder of [store, beside]) await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const manifest = await readBackup({ from, onProgress }, (name) => join(unfinished, name));
    StoreMark.create(join(store, 'store.mark'));
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
    const { spans, logs, orders } = await store.statistics();
    return { position: await store.positions.latest(), spans, logs, orders };
  } finally {
    await store.close();
  }
}

/** The store may have more than was counted: records that were just being logged. */
function compare(actual: BackupContents, saved: BackupContents): void {
  const counts = ({ position, spans, logs, orders }: BackupContents) => [
    ['commits', placeOf(position).commit] as const,
    ...Object.entries({ spans, logs, orders }),
  ];
  for (const [i, [name, count]] of counts(saved).entries()) {
    const found = counts(actual)[i]?.[1] ?? 0;
    if (found < count)
      throw new BackupError('damaged', `The restored store has ${found} ${name}, and ${count} were saved.`);
  }
}
