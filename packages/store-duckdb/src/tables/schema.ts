import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreError } from '@ordertrace/store';
import { lossesTable } from './losses.js';
import { historyTables } from './order-histories.js';

/** Increases with each change that an older program can't read. */
const schemaVersion = 3;

/**
 * Times are nanoseconds since the epoch. `key` of mentions and events is `run << 32 | order hash`. Each run's
 * rows are appended by hash, so the whole column is sorted, and zone maps find a few keys. No table has a
 * DuckDB index, which would be rewritten at each checkpoint.
 */
const tables = [
  'CREATE TABLE schema_version (version INTEGER NOT NULL)',
  `CREATE TABLE runs (number INTEGER NOT NULL, first_commit BIGINT NOT NULL, last_commit BIGINT NOT NULL,
     spans BIGINT NOT NULL, logs BIGINT NOT NULL)`,
  `CREATE TABLE order_mentions (key UBIGINT NOT NULL, tenant_id VARCHAR NOT NULL, order_id VARCHAR NOT NULL,
     "commit" BIGINT NOT NULL, first_nanos BIGINT NOT NULL, last_nanos BIGINT NOT NULL)`,
  `CREATE TABLE order_events (key UBIGINT NOT NULL, "commit" BIGINT NOT NULL, tenant_id VARCHAR NOT NULL,
     order_id VARCHAR NOT NULL, time_nanos BIGINT NOT NULL, type VARCHAR NOT NULL, service VARCHAR NOT NULL,
     trace_high UBIGINT, trace_low UBIGINT, span UBIGINT, stage VARCHAR, previous_stage VARCHAR, actor VARCHAR,
     work VARCHAR, expected_within_ms DOUBLE)`,
  `CREATE TABLE order_states (key UBIGINT NOT NULL, tenant_id VARCHAR NOT NULL, order_id VARCHAR NOT NULL,
     flow VARCHAR NOT NULL, stage VARCHAR NOT NULL, stage_since_nanos BIGINT NOT NULL, created_nanos BIGINT,
     closed_nanos BIGINT, first_seen_nanos BIGINT NOT NULL, last_seen_nanos BIGINT NOT NULL, check_nanos BIGINT,
     situation VARCHAR, code VARCHAR, diagnosis VARCHAR)`,
  'CREATE TABLE saved_commit ("commit" BIGINT NOT NULL)',
  'INSERT INTO saved_commit VALUES (0)',
  `INSERT INTO schema_version VALUES (${schemaVersion})`,
];

/** Later tables, created if missing. Older programs ignore them. */
const laterTables = [
  'ALTER TABLE runs ADD COLUMN IF NOT EXISTS file INTEGER',
  lossesTable,
  `CREATE TABLE IF NOT EXISTS facts (key UBIGINT NOT NULL, id VARCHAR NOT NULL, kind VARCHAR NOT NULL,
     time_nanos BIGINT NOT NULL, actor VARCHAR NOT NULL, tenant_id VARCHAR NOT NULL, order_id VARCHAR NOT NULL,
     subject VARCHAR NOT NULL, data VARCHAR NOT NULL)`,
  ...[
    ...['source VARCHAR', 'start_nanos BIGINT', 'place BIGINT', 'resource VARCHAR'],
    ...['attribute VARCHAR', 'value VARCHAR'],
  ].map((column) => `ALTER TABLE order_events ADD COLUMN IF NOT EXISTS ${column}`),
  'ALTER TABLE order_states ADD COLUMN IF NOT EXISTS version BIGINT DEFAULT 1',
  `CREATE TABLE IF NOT EXISTS problem_states (key UBIGINT NOT NULL, order_key UBIGINT NOT NULL,
     problem_id VARCHAR NOT NULL, tenant_id VARCHAR NOT NULL, order_id VARCHAR NOT NULL, flow VARCHAR NOT NULL,
     stage VARCHAR NOT NULL, situation VARCHAR NOT NULL, code VARCHAR NOT NULL, cause_id VARCHAR NOT NULL,
     owner VARCHAR NOT NULL, state VARCHAR NOT NULL, assignee VARCHAR, since_nanos BIGINT NOT NULL,
     opened_nanos BIGINT NOT NULL, acknowledged_nanos BIGINT, resolved_nanos BIGINT, details VARCHAR NOT NULL,
     facts VARCHAR NOT NULL)`,
  'ALTER TABLE problem_states ADD COLUMN IF NOT EXISTS certainty VARCHAR',
];

/**
 * Creates the tables in an empty database; refuses one that a newer program created. Returns whether this
 * format was in it already.
 */
export async function prepareSchema(connection: DuckDBConnection, path: string): Promise<boolean> {
  const known = await connection.runAndReadAll(
    "SELECT 1 FROM information_schema.tables WHERE table_name = 'schema_version'",
  );
  if (known.getRows().length === 0) {
    await connection.run('BEGIN');
    for (const sql of tables) await connection.run(sql);
    await connection.run('COMMIT');
    await makeLaterTables(connection);
    return false;
  }
  const reader = await connection.runAndReadAll('SELECT max(version) FROM schema_version');
  const version = Number(reader.getRows()[0]?.[0] ?? 0);
  if (version > schemaVersion)
    throw new StoreError(
      'broken',
      `The store in ${path} has format ${version}; this program reads up to ${schemaVersion}. Use the newer program.`,
    );
  await makeLaterTables(connection);
  // From here on, the program writes files that older programs can't read.
  if (version < schemaVersion) await connection.run(`INSERT INTO schema_version VALUES (${schemaVersion})`);
  return version === schemaVersion;
}

async function makeLaterTables(connection: DuckDBConnection): Promise<void> {
  for (const sql of laterTables) await connection.run(sql);
  await makeHistoryTables(connection);
}

/** Creates missing tables; the server then folds all orders again to fill them. */
async function makeHistoryTables(connection: DuckDBConnection): Promise<void> {
  const known = await connection.runAndReadAll(
    "SELECT 1 FROM information_schema.tables WHERE table_name = 'order_histories'",
  );
  if (known.getRows().length > 0) return;
  await connection.run('BEGIN');
  for (const sql of historyTables) await connection.run(sql);
  await connection.run('UPDATE saved_commit SET "commit" = 0');
  await connection.run('COMMIT');
}
