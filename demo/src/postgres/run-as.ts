import { spawnSync } from 'node:child_process';
import { LaunchError } from '../process/launch-error.js';

/** User that runs Postgres, and the command prefix that switches to it. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
  /** Words before the command. */
  readonly prefix: readonly string[];
}

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

const selfRun: RunAs = { prefix: [] };

/**
 * Chooses the user that runs Postgres, which refuses to run as root. A root launcher uses `postgres`, else
 * `nobody`. That user must reach programs and data even inside a closed home such as /root. If the
 * permissions forbid that, `setpriv` keeps the one capability that passes through folders.
 *
 * `owner` is the present owner of the data, if it exists.
 */
export function chooseRunAs(paths: { program: string; folder: string }, owner?: UserIds): RunAs {
  if (process.getuid?.() !== 0) return selfRun;
  const ids = owner && owner.uid !== 0 ? owner : unprivilegedUser();
  const found = candidates(ids).find((candidate) => reaches(candidate, paths));
  if (found) return found;
  throw new LaunchError(
    'postgres_unreachable',
    `Postgres must not run as root, and user ${ids.uid} can't reach ${paths.program} and ${paths.folder}.`,
    'Move the checkout and the data (--data <folder>) out of closed folders such as /root, start as another user, ' +
      'or give a Postgres of your own: --database postgres://….',
  );
}

/** The user that a root launcher runs Postgres as. */
export function unprivilegedUser(): UserIds {
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined && uid !== 0) return { uid, gid };
  }
  return { uid: 65_534, gid: 65_534 };
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout.trim()) : undefined;
}

function candidates(ids: UserIds): RunAs[] {
  const capable = (capability: string): RunAs => ({ prefix: setpriv(ids, capability) });
  return [{ ...ids, prefix: [] }, capable('dac_read_search'), capable('dac_override')];
}

function setpriv({ uid, gid }: UserIds, capability: string): string[] {
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--no-new-privs',
    // Without it, access(2), which Postgres calls for its own checks, ignores the capability.
    '--securebits=+no_setuid_fixup',
    `--inh-caps=-all,+${capability}`,
    `--ambient-caps=-all,+${capability}`,
    `--bounding-set=-all,+${capability}`,
  ];
}

function reaches(runAs: RunAs, { program, folder }: { program: string; folder: string }): boolean {
  const words = ['/bin/sh', '-c', '"$1" --version && cd "$2"', 'sh', program, folder];
  return runSync(runAs, words) === 0;
}

/** Returns the exit code; null if the command could not start. */
function runSync({ prefix, ...ids }: RunAs, words: readonly string[]): number | null {
  const [command = '', ...args] = [...prefix, ...words];
  return spawnSync(command, args, { ...ids, cwd: '/', stdio: 'ignore' }).status;
}
