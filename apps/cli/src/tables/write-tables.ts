import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { StoreError, type TelemetryFollower } from '@ordertrace/store';
import { openDuckdbStore, ParquetFiles } from '@ordertrace/store-duckdb';
import { textsIn, type Language, type Texts } from '@ordertrace/words';
import { failed, succeeded, type CommandResult } from '../result.js';
import { logRow, logTable, spanRow, spanTable } from './rows.js';

export interface TablesOrder {
  /** Data folder of a stopped server. */
  readonly data: string;
  /** Folder of the files; must be empty or absent. */
  readonly to: string;
  /** Receives the progress. */
  readonly errors: Writable;
  readonly language?: Language;
}

const readAtOnce = 4 << 20;
const rowsPerReport = 100_000;

/** Writes all spans and log records as Parquet files. Ends with 1 and the reason if it can't. */
export async function writeTables({
  data,
  to,
  errors,
  language = 'en',
}: TablesOrder): Promise<CommandResult> {
  const t = textsIn(language);
  const path = join(data, 'store');
  if (!(await isThere(join(path, 'store.duckdb'))))
    return failed(t('commandFiles.tables.noStore', { folder: data }));
  await mkdir(to, { recursive: true });
  if ((await readdir(to)).length > 0) return failed(t('commandFiles.tables.notEmpty', { folder: to }));
  try {
    const store = await openDuckdbStore({ path });
    try {
      return succeeded(await copyTelemetry(store, { to, errors, t }));
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { code, message: reason } = error;
    return failed(code === 'locked' ? t('commandFiles.tables.locked', { reason }) : reason);
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
  { to, errors, t }: Pick<TablesOrder, 'to' | 'errors'> & { readonly t: Texts },
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
      errors.write(`${t('commandFiles.tables.progress', { count: reported })}\n`);
    }
    if (piece.position === after) break;
    after = piece.position;
  }
  await spans.close();
  await logs.close();
  return [
    `${to}: ${writtenText('spans', spans, t)}, ${writtenText('logs', logs, t)}`,
    `duckdb -c "SELECT application_name, count(*) FROM '${to}/spans-*.parquet' GROUP BY ALL"`,
  ].join('\n');
}

function writtenText(table: 'spans' | 'logs', { rows, files }: ParquetFiles, t: Texts): string {
  const text = t(`commandFiles.tables.${table}`, { count: rows });
  return t('commandFiles.tables.files', { rows: text, count: files });
}
