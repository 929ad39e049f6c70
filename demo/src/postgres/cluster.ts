import { spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LaunchError } from '../process/launch-error.js';
import type { PostgresBinaries } from './binaries.js';
import { chooseRunAs, unprivilegedUser, type RunAs, type UserIds } from './run-as.js';

export const superuser = 'ordertrace';

/** A Postgres data folder that is ready to start. */
export interface Cluster {
  readonly folder: string;
  readonly runAs: RunAs;
}

/**
 * Opens the Postgres data folder `<data>/postgres`, or creates it with the password. A new folder is created
 * beside its final place and then renamed, so an interrupted start leaves nothing incomplete.
 */
export async function openCluster(
  data: string,
  password: string,
  binaries: PostgresBinaries,
): Promise<Cluster> {
  const folder = join(data, 'postgres');
  if (!existsSync(folder)) return makeCluster(data, password, binaries);
  const made = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (made !== binaries.major) {
    throw new LaunchError(
      'postgres_version',
      `${folder} was made by Postgres ${made}; this is Postgres ${binaries.major}.`,
      'Move that folder away, or give another data folder: --data <folder>.',
    );
  }
  return { folder, runAs: chooseRunAs({ program: binaries.postgres, folder }, ownerOf(folder)) };
}

async function makeCluster(data: string, password: string, binaries: PostgresBinaries): Promise<Cluster> {
  const fresh = join(data, 'postgres.new');
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  giveToPostgres(fresh);
  const runAs = chooseRunAs({ program: binaries.postgres, folder: fresh }, ownerOf(fresh));
  const secrets = mkdtempSync(join(tmpdir(), 'ordertrace-'));
  const passwordFile = join(secrets, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveToPostgres(secrets);
  giveToPostgres(passwordFile);
  try {
    await runInitdb({ binaries, runAs, folder: fresh, passwordFile });
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
  const folder = join(data, 'postgres');
  renameSync(fresh, folder);
  return { folder, runAs };
}

function giveToPostgres(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = unprivilegedUser();
  chownSync(path, uid, gid);
}

function ownerOf(path: string): UserIds {
  const { uid, gid } = statSync(path);
  return { uid, gid };
}

interface Initdb {
  readonly binaries: PostgresBinaries;
  readonly runAs: RunAs;
  readonly folder: string;
  readonly passwordFile: string;
}

async function runInitdb({ binaries, runAs, folder, passwordFile }: Initdb): Promise<void> {
  const args = [
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
  const { prefix, ...ids } = runAs;
  const [command = '', ...rest] = [...prefix, binaries.initdb, ...args];
  const child = spawn(command, rest, { ...ids, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      complaint += error.message;
      resolve(null);
    });
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new LaunchError(
      'postgres_init',
      `The services' database could not be made in ${folder}: ${complaint.trim()}`,
      'Give another data folder (--data <folder>) or a Postgres of your own (--database postgres://…).',
    );
  }
}
