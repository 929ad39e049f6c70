import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { besideFolder, manifestName, manifestText, storeFolder, type BackupManifest } from './manifest.js';
import { refuseTaken, syncFolder } from './place.js';
import { readBackup, type BackupReading } from './read-backup.js';

export interface Saving extends Omit<BackupReading, 'from'> {
  readonly archive: AsyncIterable<Uint8Array>;
  /** The path of the new backup, which must not exist. */
  readonly to: string;
}

/**
 * Writes an archive into a file and reads it again, to verify each file on disk by its SHA-256. At the end
 * either a complete backup is at `to`, or nothing.
 *
 * @throws BackupError
 */
export function saveBackupFile({ archive, to, onProgress }: Saving): Promise<BackupManifest> {
  return finished(to, async (unfinished) => {
    await pipeline(counted(archive, onProgress), createWriteStream(unfinished, { mode: 0o600 }));
    const file = await open(unfinished, 'r');
    await file.sync().finally(() => file.close());
    return readBackup({ from: unfinished });
  });
}

/**
 * As `saveBackupFile`, but writes the archive's files separately into a folder. They are verified as they
 * arrive.
 */
export function saveBackupFolder({ archive, to, onProgress }: Saving): Promise<BackupManifest> {
  return finished(to, async (unfinished) => {
    const folders = [storeFolder, besideFolder].map((folder) => join(unfinished, folder));
    for (const folder of folders) await mkdir(folder, { recursive: true });
    const manifest = await readBackup({ from: archive, onProgress }, (name) => join(unfinished, name));
    await writeFile(join(unfinished, manifestName), manifestText(manifest), { mode: 0o600 });
    for (const folder of folders) await syncFolder(folder);
    return manifest;
  });
}

async function finished<T>(to: string, write: (unfinished: string) => Promise<T>): Promise<T> {
  await refuseTaken(to);
  const unfinished = `${to}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    const result = await write(unfinished);
    await rm(to, { recursive: true, force: true });
    await rename(unfinished, to);
    await syncFolder(dirname(to));
    return result;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function* counted(
  archive: AsyncIterable<Uint8Array>,
  onProgress: Saving['onProgress'],
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const piece of archive) {
    yield piece;
    onProgress?.({ bytes: (bytes += piece.length), file: '' });
  }
}
