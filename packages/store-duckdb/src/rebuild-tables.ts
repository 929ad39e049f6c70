import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OrderEvent } from '@ordertrace/model';
import { StoreError } from '@ordertrace/store';
import type { CommittedChange } from './bytes/packed-events.js';
import { StoreFolder } from './files/store-folder.js';
import { StoreMark } from './files/store-mark.js';
import { OrderFile } from './orders/order-file.js';
import { columnsOf } from './reading/snapshot.js';
import { RunFile } from './runs/run-file.js';
import { openDatabase, type Database } from './tables/database.js';
import { appendEvents } from './tables/order-events.js';
import { appendMentions, mentionsOf } from './tables/order-mentions.js';
import { insertRun } from './tables/runs.js';

/** The result of a rebuild. */
export interface RebuiltTables {
  readonly runs: number;
  readonly events: number;
  /** Runs without order events: orders lack what only these events contain. */
  readonly withoutEvents: readonly string[];
  /** Runs that can't be read. */
  readonly unreadable: readonly string[];
}

/**
 * Rebuilds the tables of a store from its runs and order files; the commit logs are read when the store is
 * opened. Existing tables are kept under another name.
 *
 * Facts (notes, acknowledgements, links, views) are in no other file and are lost. The server folds order
 * states again.
 */
export async function rebuildTables(path: string): Promise<RebuiltTables> {
  const folder = new StoreFolder(path);
  keepTables(folder);
  const mark = StoreMark.open(folder.mark, folder.database);
  mark.forgetTables();
  const database = await openDatabase({ path: folder.database, mark, memoryLimitMiB: 512, threads: 2 });
  try {
    return await fillTables(folder, database);
  } finally {
    await database.close();
    mark.close();
  }
}

function keepTables(folder: StoreFolder): void {
  for (const path of [folder.database, `${folder.database}.wal`]) {
    if (!existsSync(path)) continue;
    const kept = join(folder.path, `damaged-${folder.nameOf(path)}`);
    if (existsSync(kept))
      throw new StoreError('broken', `${kept} is there already. Move it away, then rebuild again.`);
    renameSync(path, kept);
  }
}

async function fillTables(folder: StoreFolder, database: Database): Promise<RebuiltTables> {
  const { runs, unreadable } = openRuns(folder);
  const withoutEvents: string[] = [];
  let events = 0;
  for (const run of runs) {
    const found = ownOrderFile(folder, run);
    const number = found?.number ?? run.number;
    if (found === undefined) withoutEvents.push(folder.nameOf(run.path));
    events += await fillRun(database, { run, number, events: found?.file.allEvents() ?? [] });
    found?.file.close();
    run.close();
  }
  return { runs: runs.length, events, withoutEvents, unreadable };
}

/** The intact runs. A run whose commits are all in another run is obsolete. */
function openRuns(folder: StoreFolder): { readonly runs: readonly RunFile[]; readonly unreadable: string[] } {
  const found: RunFile[] = [];
  const unreadable: string[] = [];
  for (const number of folder.runFiles()) {
    const path = folder.run(number);
    if (!existsSync(path)) continue;
    try {
      found.push(new RunFile({ path, number, file: number, bytes: statSync(path).size }));
    } catch {
      unreadable.push(folder.nameOf(path));
    }
  }
  const isSuperseded = (run: RunFile) =>
    found.some(
      (other) =>
        other.file > run.file && other.firstCommit <= run.firstCommit && run.lastCommit <= other.lastCommit,
    );
  return { runs: found.filter((run) => !isSuperseded(run)), unreadable };
}

/**
 * The order file that names the run; it has the run's number. An older file names none, and is found by its
 * file number.
 */
function ownOrderFile(
  folder: StoreFolder,
  { file, firstCommit, lastCommit }: RunFile,
): { readonly number: number; readonly file: OrderFile } | undefined {
  for (const number of folder.runFiles()) {
    const path = folder.orders(number);
    const bytes = statSync(path, { throwIfNoEntry: false })?.size;
    if (bytes === undefined) continue;
    try {
      const found = new OrderFile(path, bytes, { number, firstCommit, lastCommit });
      if (found.namesRun || number === file) return { number, file: found };
      found.close();
    } catch {
      continue;
    }
  }
  return undefined;
}

interface Filling {
  readonly run: RunFile;
  readonly number: number;
  readonly events: readonly OrderEvent[];
}

async function fillRun(database: Database, { run, number, events }: Filling): Promise<number> {
  const { file, firstCommit, lastCommit, spans, logs } = run;
  const mentions = mentionsOf(changesOf(run, events));
  await database.writer.transaction(async (connection) => {
    await appendMentions(connection, number, mentions);
    await appendEvents(
      connection,
      number,
      events.map((event) => ({ commit: lastCommit, event })),
    );
    await insertRun(connection, { number, file, firstCommit, lastCommit, spans, logs });
  });
  return events.length;
}

function* changesOf(run: RunFile, events: readonly OrderEvent[]): Generator<CommittedChange> {
  for (let page = 0; page < run.pages.length; page++) {
    const records = run.records(page, { bodies: false });
    const { orders, timeNanos } = columnsOf(records, run.pages.page(page).kind);
    for (let i = 0; i < orders.length; i++) {
      const row = orders.row[i] ?? 0;
      const order = records.orders[orders.order[i] ?? 0];
      const nanos = timeNanos[row] ?? 0n;
      if (order !== undefined)
        yield { order, commit: BigInt(records.commits[row] ?? 0), firstNanos: nanos, lastNanos: nanos };
    }
  }
  for (const { orderId, tenantId, timeNanos: nanos } of events)
    yield { order: { tenantId, orderId }, commit: run.lastCommit, firstNanos: nanos, lastNanos: nanos };
}
