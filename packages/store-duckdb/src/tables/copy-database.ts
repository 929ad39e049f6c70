import type { DuckDBValue } from '@duckdb/node-api';
import type { Database } from './database.js';

/** What a copy holds of the tables, read at the moment of which it is. */
export interface CopiedTables {
  readonly runs: readonly number[];
  readonly lastCommit: bigint;
  readonly spans: number;
  readonly logs: number;
  readonly orders: number;
}

/**
 * Copies all tables, as they are at one moment, into a new database file. At that moment, when nobody is writing to
 * the tables, `atMoment` is called; after it they may be written to again while the copy is made.
 */
export async function copyDatabase<T>(
  database: Database,
  path: string,
  atMoment: (tables: CopiedTables) => T,
): Promise<T> {
  const connection = await database.connect();
  const rows = async (sql: string): Promise<DuckDBValue[][]> =>
    (await connection.runAndReadAll(sql)).getRows();
  try {
    const [[name] = []] = await rows('SELECT current_database()');
    await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS backup_copy`);
    try {
      const fixed = await database.writer.exclusively(async () => {
        await connection.run('BEGIN');
        const runs = await rows('SELECT number, last_commit, spans, logs FROM runs ORDER BY number');
        const [[orders] = []] = await rows('SELECT count(*) FROM order_states');
        return atMoment({
          runs: runs.map(([number]) => Number(number)),
          lastCommit: runs.reduce(
            (last, [, commit]) => (BigInt(Number(commit)) > last ? BigInt(Number(commit)) : last),
            0n,
          ),
          spans: runs.reduce((sum, [, , spans]) => sum + Number(spans), 0),
          logs: runs.reduce((sum, [, , , logs]) => sum + Number(logs), 0),
          orders: Number(orders),
        });
      });
      await connection.run(`COPY FROM DATABASE "${String(name)}" TO backup_copy`);
      await connection.run('COMMIT');
      return fixed;
    } finally {
      await connection.run('ROLLBACK').catch(() => undefined);
      await connection.run('DETACH backup_copy');
    }
  } finally {
    connection.closeSync();
  }
}
