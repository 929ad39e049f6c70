import type { Migration } from '@ordertrace/messaging';
import { Pool, type PoolClient } from 'pg';
import type { Logger } from 'pino';
import { inTransaction } from './in-transaction.js';
import { migrate, MigrationChangedError } from './migrate.js';

/** A service's own database. */
export interface Database {
  readonly pool: Pool;
  /**
   * Runs `work` in a transaction: committed when it resolves, undone when it rejects. Resolves when the commit is
   * durable.
   */
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
  /** Waits for the statements at work. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** The name by which the database sees the connections. */
  readonly name: string;
  readonly connections: number;
  readonly migrations: readonly Migration[];
  readonly log: Logger;
  /** Milliseconds to wait for a database that isn't there yet; 30,000 if left out. */
  readonly waitMs?: number;
}

/** The database can't be used; says which one, without the password, and the way out. */
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

/** Connects, waiting for a database that is just starting, and brings its schema up to date. */
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

/** Only what passes by itself is waited for: a wrong password or name is told at once. */
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
