import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandOf } from '../src/process/process-table.js';
import { RotatingLog } from '../src/process/rotating-log.js';
import { keepTrying, SupervisedChild } from '../src/process/supervised-child.js';
import { databaseUrl, ensureDatabases, postgresAnswers } from '../src/postgres/databases.js';
import { prepareEmbeddedPostgres } from '../src/postgres/embedded-postgres.js';

let folder: string;
const running: SupervisedChild[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ordertrace-demo-'));
  chmodSync(folder, 0o755);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => child.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function startPostgres(data = folder): Promise<{ url: string; child: SupervisedChild }> {
  const { url, child: spec } = await prepareEmbeddedPostgres(data);
  const child = new SupervisedChild(spec, {
    log: new RotatingLog(join(folder, 'logs', 'postgres.log')),
    policy: keepTrying,
    isReady: () => postgresAnswers(url),
    readyWithinMs: 15_000,
    report: () => undefined,
    onGivenUp: () => undefined,
  });
  running.push(child);
  await child.start();
  return { url, child };
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

function postmasterPid(data: string): number {
  return Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

describe('the embedded Postgres', () => {
  it('keeps its data over a restart, with the password in the data folder', async () => {
    const first = await startPostgres();
    await ensureDatabases(first.url, ['shop', 'mes']);
    await ensureDatabases(first.url, ['shop', 'mes']);
    await query(databaseUrl(first.url, 'shop'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.child.stop();
    expect(await postgresAnswers(first.url)).toBe(false);

    const second = await startPostgres();
    expect(await query(databaseUrl(second.url, 'shop'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(statSync(join(folder, 'postgres-password')).mode & 0o777).toBe(0o600);
  });

  it('listens on loopback only, refuses a wrong password, and syncs to disk', async () => {
    const { url } = await startPostgres();
    const [settings] = await query(
      url,
      `SELECT current_setting('listen_addresses') AS listen, current_setting('unix_socket_directories') AS sockets,
              current_setting('fsync') AS fsync`,
    );
    expect(settings).toEqual({ listen: '127.0.0.1', sockets: '', fsync: 'on' });
    const wrong = new URL(url);
    wrong.password = 'guess';
    expect(await postgresAnswers(wrong.href)).toBe(false);
  });

  it('starts after it was killed with the launcher', async () => {
    const { url, child } = await startPostgres();
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS one');
    child.kill();
    const again = await startPostgres();
    expect(await query(again.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('starts though its lock file names a process number that something else has now', async () => {
    const { child } = await startPostgres();
    await child.stop();
    writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n${folder}/postgres\n`);
    const again = await startPostgres();
    expect(await postgresAnswers(again.url)).toBe(true);
  });

  it('ends one that an earlier run left behind', async () => {
    const { child } = await startPostgres();
    const pid = postmasterPid(folder);
    await startPostgres();
    expect(commandOf(pid)).toBeUndefined();
    expect(child.pid).toBeDefined();
  });

  it('says what to do where the role may not create databases, or nobody listens', async () => {
    const { url, child } = await startPostgres();
    await query(url, `CREATE ROLE guest LOGIN PASSWORD 'guest'`);
    const guest = Object.assign(new URL(url), { username: 'guest', password: 'guest' }).href;
    const refused = ensureDatabases(guest, ['shop']);
    await expect(refused).rejects.toMatchObject({ code: 'database_not_created' });
    await expect(refused).rejects.toHaveProperty('wayOut', expect.stringContaining('CREATE DATABASE shop;'));
    await ensureDatabases(url, ['shop']);
    await expect(ensureDatabases(guest, ['shop'])).resolves.toBeUndefined();
    await child.stop();
    await expect(ensureDatabases(guest, ['shop'])).rejects.toMatchObject({ code: 'database_unreachable' });
  });

  it('refuses data of another version of Postgres', async () => {
    mkdirSync(join(folder, 'postgres'));
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '12\n');
    await expect(prepareEmbeddedPostgres(folder)).rejects.toMatchObject({ code: 'postgres_version' });
  });

  it.skipIf(process.getuid?.() !== 0)(
    'runs for root with its data in a closed home (as root only)',
    async () => {
      const closed = mkdtempSync(join(homedir(), '.ordertrace-demo-'));
      chmodSync(closed, 0o700);
      try {
        const { url, child } = await startPostgres(closed);
        expect(await postgresAnswers(url)).toBe(true);
        expect(statSync(`/proc/${postmasterPid(closed)}`).uid).not.toBe(0);
        await child.stop();
      } finally {
        rmSync(closed, { recursive: true, force: true });
      }
    },
  );
});
