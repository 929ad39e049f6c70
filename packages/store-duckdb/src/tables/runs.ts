import type { DuckDBConnection } from '@duckdb/node-api';
import type { SerialConnection } from './serial-connection.js';

/** A row of the table of runs. */
export interface RunRow {
  /** The prefix of the keys of its mentions and events. */
  readonly number: number;
  /** The number of its file. */
  readonly file: number;
  readonly firstCommit: bigint;
  readonly lastCommit: bigint;
  readonly spans: number;
  readonly logs: number;
}

/** The existing runs, from old to new. */
export async function allRuns(reader: SerialConnection): Promise<RunRow[]> {
  const rows = await reader.rows(
    `SELECT number, coalesce(file, number), first_commit, last_commit, spans, logs FROM runs
     ORDER BY first_commit, number`,
  );
  return rows.map(([number, file, firstCommit, lastCommit, spans, logs]) => ({
    number: Number(number),
    file: Number(file),
    firstCommit: firstCommit as bigint,
    lastCommit: lastCommit as bigint,
    spans: Number(spans),
    logs: Number(logs),
  }));
}

export async function insertRun(connection: DuckDBConnection, run: RunRow): Promise<void> {
  await connection.run(
    `INSERT INTO runs (number, file, first_commit, last_commit, spans, logs) VALUES ($1, $2, $3, $4, $5, $6)`,
    [run.number, run.file, run.firstCommit, run.lastCommit, run.spans, run.logs],
  );
}

export async function deleteRuns(connection: DuckDBConnection, numbers: readonly number[]): Promise<void> {
  await connection.run(`DELETE FROM runs WHERE number IN (${numbers.join()})`);
}

/** Records another file of the run, with its content. */
export async function updateRun(
  connection: DuckDBConnection,
  { number, file, spans, logs }: Pick<RunRow, 'number' | 'file' | 'spans' | 'logs'>,
): Promise<void> {
  await connection.run('UPDATE runs SET file = $2, spans = $3, logs = $4 WHERE number = $1', [
    number,
    file,
    spans,
    logs,
  ]);
}
