import { createHash } from 'node:crypto';
import type { Migration } from '@ordertrace/messaging';
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './in-transaction.js';

/** Any number, the same in every service: the lock of the process that migrates the database. */
const lockKey = 728_114_001;

/** A migration was changed after it had run. */
export class MigrationChangedError extends Error {
  readonly code = 'MIGRATION_CHANGED';

  constructor(name: string) {
    super(`the migration ${name} has run here in another form; add a new one instead of changing it`);
    this.name = 'MigrationChangedError';
  }
}

/**
 * Runs the migrations that the database does not have yet, in order, in one transaction. Services that start
 * at the same time wait for each other.
 */
export async function migrate(pool: Pool, migrations: readonly Migration[]): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (
         name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    const applied = await appliedIn(client);
    for (const migration of migrations) await apply(client, migration, applied);
  });
}

async function appliedIn(client: PoolClient): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations',
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

async function apply(
  client: PoolClient,
  { name, sql }: Migration,
  applied: ReadonlyMap<string, string>,
): Promise<void> {
  // The indentation may change with the surrounding code.
  const checksum = createHash('sha256').update(sql.replace(/\s+/g, ' ').trim()).digest('hex');
  const before = applied.get(name);
  if (before === checksum) return;
  if (before !== undefined) throw new MigrationChangedError(name);
  await client.query(sql);
  await client.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
}
