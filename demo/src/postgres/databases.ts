import pg from 'pg';
import { LaunchError, messageOf } from '../process/launch-error.js';

/** True if a Postgres now answers at the URL. */
export async function postgresAnswers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** URL of another database with the same server and user. */
export function databaseUrl(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

/** Creates the databases that do not exist yet. */
export async function ensureDatabases(url: string, names: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw unreachable(url, error);
  }
  try {
    for (const name of names) await ensureDatabase(client, name);
  } finally {
    await client.end();
  }
}

const alreadyThere = new Set(['42P04', '23505']);

async function ensureDatabase(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (rowCount !== 0) return;
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (alreadyThere.has(code)) return;
    throw new LaunchError(
      'database_not_created',
      `The database ${name} is not there and can't be created: ${messageOf(error)}`,
      `Let the role of --database create databases (ALTER ROLE … CREATEDB), or create it: CREATE DATABASE ${name};`,
      { cause: error },
    );
  }
}

function unreachable(url: string, cause: unknown): LaunchError {
  const address = new URL(url);
  return new LaunchError(
    'database_unreachable',
    `The Postgres at ${address.host}${address.pathname} can't be used: ${messageOf(cause)}`,
    'Check the address given by --database or DATABASE_URL; without them an embedded Postgres is used.',
    { cause },
  );
}
