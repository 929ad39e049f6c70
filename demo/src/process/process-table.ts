import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Command line of a living process, words separated by spaces. Undefined if there is none. */
export function commandOf(pid: number): string | undefined {
  if (existsSync('/proc/self')) return fromProc(pid);
  const { status, stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function fromProc(pid: number): string | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // A zombie has an empty command line: it is dead.
    return words === '' ? undefined : words.replaceAll('\0', ' ').trim();
  } catch {
    return undefined;
  }
}
