import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LaunchError } from '../process/launch-error.js';
import { commandOf } from '../process/process-table.js';

/**
 * Cleans up after an earlier run in the data folder. A Postgres that still runs there is stopped. The lock
 * file of a dead one is removed, even if its process ID was given to another process.
 */
export async function clearLeftOver(folder: string, patienceMs = 10_000): Promise<void> {
  const lock = join(folder, 'postmaster.pid');
  const pid = firstLine(lock);
  if (pid === undefined) return;
  const deadline = Date.now() + patienceMs;
  while (isPostgresOf(folder, pid)) {
    if (Date.now() > deadline) {
      throw new LaunchError(
        'postgres_left_over',
        `A Postgres of an earlier run (process ${pid}) still has ${folder} and does not end.`,
        `End it: kill ${pid}`,
      );
    }
    // Fast shutdown: rolls back open transactions and closes the files in order.
    process.kill(pid, 'SIGINT');
    await pause(100);
  }
  rmSync(lock, { force: true });
}

function isPostgresOf(folder: string, pid: number): boolean {
  const command = commandOf(pid);
  return command !== undefined && command.includes('postgres') && command.includes(folder);
}

function firstLine(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}
