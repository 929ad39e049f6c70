import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { Database } from './database.js';

/** The content of a copy of the tables, read at the moment of the copy. */
export interface CopiedTables {
  readonly runs: readonly { readonly number: number; readonly file: number }[];
  readonly lastCommit: bigint;
  readonly spans: number;
  readonly logs: number;
  readonly orders: number;
}

/**
 * Copies all tables, as of one moment, into a new database file. At that moment nobody writes, and `atMoment`
 * is called. Later writes may run while the copy is made.
 */
export function copyDatabase<T>(
  database: Database,
  path: string,
  atMoment: (tables: CopiedTables) => T,
): Promise<T> {
  return database.onOwnConnection((connection) => copyBy(connection, { database, path, atMoment }));
}

interface Copying<T> {
  readonly database: Database;
  readonly path: string;
  readonly atMoment: (tables: CopiedTables) => T;
}

async function copyBy<T>(connection: DuckDBConnection, { database, path, atMoment }: Copying<T>): Promise<T> {
  const rows = async (sql: string): Promise<DuckDBValue[][]> =>
    (await connection.runAndReadAll(sql)).getRows();
  const [[name] = []] = await rows('SELECT current_database()');
  await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS backup_copy`);
  try {
    const fixed = await database.writer.exclusively(async () => {
      await connection.run('BEGIN');
      const runs = await rows(
        'SELECT number, last_commit, spans, logs, coalesce(file, number) FROM runs ORDER BY first_commit',
      );
      const [[orders] = []] = await rows('SELECT count(*) FROM order_states');
      return atMoment({
        runs: runs.map(([number, , , , file]) => ({ number: Number(number), file: Number(file) })),
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
}
