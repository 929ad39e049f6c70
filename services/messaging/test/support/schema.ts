import { Pool, type PoolClient } from 'pg';
import { inboxMigration } from '../../src/inbox.js';
import { failedMessageMigrations } from '../../src/failed-messages.js';
import { outboxMigrations } from '../../src/outbox.js';

const ignore = () => undefined;

/** A pool on a new database with the tables of this package. */
export async function poolWithTables(url: string): Promise<Pool> {
  const pool = new Pool({ connectionString: url, max: 8 });
  // Tests end connections from the server's side.
  pool.on('error', ignore);
  for (const { sql } of [...outboxMigrations, inboxMigration, ...failedMessageMigrations])
    await pool.query(sql);
  return pool;
}

export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  client.on('error', ignore);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.off('error', ignore);
    client.release();
  }
}
