import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/**
 * Makes the system forget what it keeps of files in memory, so that the next reads come from the disk. Needs root on
 * Linux; tells whether it could.
 */
export function dropPageCache() {
  if (spawnSync('sync').status !== 0) return false;
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '1');
    return true;
  } catch {
    return false;
  }
}
