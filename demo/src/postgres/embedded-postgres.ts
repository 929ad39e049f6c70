import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildSpec } from '../process/child-process.js';
import { freePort } from '../process/ports.js';
import { findBinaries } from './binaries.js';
import { openCluster, superuser, type Cluster } from './cluster.js';
import { clearLeftOver } from './left-over.js';

/** An embedded Postgres that is ready to start. */
export interface EmbeddedPostgres {
  /** URL of the database `postgres`, for its superuser. */
  readonly url: string;
  readonly child: ChildSpec;
}

/**
 * Prepares a Postgres that keeps its data and password in the folder. It listens on a free port of loopback
 * only. The caller starts and supervises the process.
 */
export async function prepareEmbeddedPostgres(data: string): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const password = passwordIn(data);
  const cluster = await openCluster(data, password, binaries);
  await clearLeftOver(cluster.folder);
  const port = await freePort();
  return {
    url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    child: postgresChild(binaries.postgres, cluster, port),
  };
}

function passwordIn(data: string): string {
  const file = join(data, 'postgres-password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/**
 * Runs Postgres and requests a fast shutdown when standard input closes, which also happens when the launcher
 * is killed. Background processes get an empty input; therefore descriptor 3 holds a copy.
 */
const untilInputCloses = [
  'exec 3<&0',
  '"$@" 3<&- & postgres=$!',
  '{ read -r _ <&3; kill -INT "$postgres"; } & watch=$!',
  'wait "$postgres"; code=$?',
  'kill "$watch" 2>/dev/null; exit "$code"',
].join('\n');

/** Small settings: three services with a few connections each. */
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=60',
  'shared_buffers=32MB',
  'max_wal_size=256MB',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_parallel_workers_per_gather=0',
  'io_method=sync',
  'jit=off',
  'huge_pages=off',
  'log_destination=stderr',
  'logging_collector=off',
];

function postgresChild(program: string, { folder, runAs }: Cluster, port: number): ChildSpec {
  const { prefix, ...ids } = runAs;
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const script = ['/bin/sh', '-c', untilInputCloses, 'sh'];
  const [command = '', ...args] = [...prefix, ...script, program, '-D', folder, '-p', String(port), ...flags];
  return {
    name: 'postgres',
    command,
    args,
    ...ids,
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    endBy: 'stdin',
    endWithinMs: 8000,
  };
}
