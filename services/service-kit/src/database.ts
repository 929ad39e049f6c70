import type { Migration } from '@ordertrace/messaging';
import { Pool, type PoolClient } from 'pg';
import type { Logger } from 'pino';
import { inTransaction } from './in-transaction.js';
import { migrate, MigrationChangedError } from './migrate.js';

/** Database of one service. */
export interface Database {
  readonly pool: Pool;
  /**
   * Runs `work` in a transaction: committed when it resolves, rolled back when it rejects. Resolves when the
   * commit is durable.
   */
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
  /** Waits for running statements. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Name of the connections in the database. */
  readonly name: string;
  readonly connections: number;
  readonly migrations: readonly Migration[];
  readonly log: Logger;
  /** Milliseconds to wait for a database that is not there yet; default 30,000. */
  readonly waitMs?: number;
}

/** The database can't be used. The message names it without the password, and the remedy. */
export class DatabaseUnavailableError extends Error {
  readonly code = 'DATABASE_UNAVAILABLE';

  constructor(url: string, cause: unknown) {
    const { host, pathname } = new URL(url);
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : codeOf(cause);
    super(`the database ${pathname.slice(1)} at ${host} can't be used (${reason}); check DATABASE_URL`, {
      cause,
    });
    this.name = 'DatabaseUnavailableError';
  }
}

/** Connects and migrates the schema. Waits for a database that is just starting. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, name, connections, migrations, log } = options;
  const pool = new Pool({
    connectionString: url,
    application_name: name,
    max: connections,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  try {
    await waitFor(pool, Date.now() + (options.waitMs ?? 30_000));
    await migrate(pool, migrations);
  } catch (error) {
    await pool.end();
    throw error instanceof MigrationChangedError ? error : new DatabaseUnavailableError(url, error);
  }
  return { pool, transaction: (work) => inTransaction(pool, work), close: () => pool.end() };
}

const notYet = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', '57P03']);

/** Waits only for temporary errors: a wrong password or name is reported at once. */
async function waitFor(pool: Pool, deadline: number): Promise<void> {
  for (;;) {
    try {
      await pool.query('SELECT 1');
      return;
    } catch (error) {
      if (!notYet.has(codeOf(error)) || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
