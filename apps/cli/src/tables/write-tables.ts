import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { StoreError, type TelemetryFollower } from '@ordertrace/store';
import { openDuckdbStore, ParquetFiles } from '@ordertrace/store-duckdb';
import { failed, succeeded, type CommandResult } from '../result.js';
import { logRow, logTable, spanRow, spanTable } from './rows.js';

export interface TablesOrder {
  /** Data folder of a stopped server. */
  readonly data: string;
  /** Folder of the files; must be empty or absent. */
  readonly to: string;
  /** Receives the progress. */
  readonly errors: Writable;
}

const readAtOnce = 4 << 20;
const rowsPerReport = 100_000;

/** Writes all spans and log records as Parquet files. Ends with 1 and the reason if it can't. */
export async function writeTables({ data, to, errors }: TablesOrder): Promise<CommandResult> {
  const path = join(data, 'store');
  if (!(await isThere(join(path, 'store.duckdb')))) return failed(`${data} holds no store.`);
  await mkdir(to, { recursive: true });
  if ((await readdir(to)).length > 0) return failed(`${to} is not empty. Give a folder that is.`);
  try {
    const store = await openDuckdbStore({ path });
    try {
      return succeeded(await copyTelemetry(store, { to, errors }));
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const way = error.code === 'locked' ? ' Or take a backup of the running server, and restore it.' : '';
    return failed(error.message + way);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function copyTelemetry(
  store: TelemetryFollower,
  { to, errors }: Pick<TablesOrder, 'to' | 'errors'>,
): Promise<string> {
  const spans = await ParquetFiles.open(to, spanTable);
  const logs = await ParquetFiles.open(to, logTable);
  let reported = 0;
  for (let after = store.positions.start; ;) {
    const piece = await store.telemetryAfter({ after, limitBytes: readAtOnce });
    await spans.add(piece.spans.map(spanRow));
    await logs.add(piece.logs.map(logRow));
    if (spans.rows + logs.rows - reported >= rowsPerReport) {
      reported = spans.rows + logs.rows;
      errors.write(`${reported} rows\n`);
    }
    if (piece.position === after) break;
    after = piece.position;
  }
  await spans.close();
  await logs.close();
  return [
    `${to}: ${spans.rows} spans in ${spans.files} files, ${logs.rows} log records in ${logs.files} files.`,
    `duckdb -c "SELECT application_name, count(*) FROM '${to}/spans-*.parquet' GROUP BY ALL"`,
  ].join('\n');
}
