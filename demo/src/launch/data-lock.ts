import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf } from '../process/process-table.js';
import { LaunchError, messageOf } from '../process/launch-error.js';

/**
 * Creates the data folder, for this user alone, and locks it for this process. Throws if another launcher holds the
 * lock. The server closes the folder too, so Postgres must be started in a way that reaches a closed one.
 */
export function takeDataFolder(folder: string): { release: () => void } {
  const file = join(folder, 'launcher.pid');
  try {
    mkdirSync(folder, { recursive: true });
    refuseIfTaken(file, folder);
    close(folder);
    writeFileSync(file, `${process.pid}\n`);
  } catch (error) {
    if (error instanceof LaunchError) throw error;
    throw new LaunchError(
      'data_folder',
      `The data folder ${folder} can't be used: ${messageOf(error)}`,
      'Give another one: --data <folder>.',
      { cause: error },
    );
  }
  return { release: () => rmSync(file, { force: true }) };
}

function close(folder: string): void {
  try {
    chmodSync(folder, 0o700);
  } catch {
    // It belongs to another user, who decides. The server can't close it either.
  }
}

function refuseIfTaken(file: string, folder: string): void {
  const pid = pidIn(file);
  if (pid === undefined || pid === process.pid) return;
  // After a reboot, the process ID may belong to another program; only a Node process can be a launcher.
  if (!commandOf(pid)?.includes('node')) return;
  throw new LaunchError(
    'data_folder_in_use',
    `The data folder ${folder} is in use by process ${pid}.`,
    'End that process, or give another folder: --data <folder>.',
  );
}

function pidIn(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
