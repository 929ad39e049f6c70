import { open, readdir, stat } from 'node:fs/promises';
import { BackupError } from './read-backup.js';

/** Throws `BackupError` if `path` is a file or a folder with content. */
export async function refuseTaken(path: string): Promise<void> {
  if (!(await isTaken(path))) return;
  throw new BackupError('not_empty', `${path} is there already. Give another place, or move this away.`);
}

async function isTaken(path: string): Promise<boolean> {
  try {
    return !(await stat(path)).isDirectory() || (await readdir(path)).length > 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
