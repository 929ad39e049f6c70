import { writeFileSync } from 'node:fs';
import { hashFileOf } from '../recent/hash-file.js';
import type { RecentBatch } from '../recent/recent-batch.js';
import { writeRun } from '../runs/write-run.js';
import type { Database } from '../tables/database.js';
import { appendEvents } from '../tables/order-events.js';
import { appendMentions, mentionsOf } from '../tables/order-mentions.js';
import { insertRun } from '../tables/runs.js';
import type { StoreFolder } from '../files/store-folder.js';

export interface NewRun {
  readonly folder: StoreFolder;
  readonly database: Database;
  readonly number: number;
  readonly batches: readonly RecentBatch[];
}

/**
 * Writes batches as a run: its file and the hashes of its records, then its mentions, events and row in one
 * transaction. The run is valid from this transaction on. After a failure, nothing of it remains.
 */
export async function writeNewRun(run: NewRun): Promise<void> {
  const { folder, number, batches } = run;
  try {
    await writeRun(folder.run(number), batches);
    writeFileSync(folder.hashes(number), hashFileOf(number, hashBytes(batches)));
    await register(run);
  } catch (error) {
    folder.removeRun(number);
    throw error;
  }
}

async function register({ database, number, batches }: NewRun): Promise<void> {
  const mentions = mentionsOf(batches.flatMap((recent) => recent.changes()));
  const events = batches.flatMap(({ commit, events: own }) => own.map((event) => ({ commit, event })));
  const spans = batches.reduce((sum, recent) => sum + recent.spans, 0);
  const logs = batches.reduce((sum, recent) => sum + recent.logs, 0);
  await database.writer.transaction(async (connection) => {
    await appendMentions(connection, number, mentions);
    await appendEvents(connection, number, events);
    const firstCommit = batches[0]?.commit ?? 0n;
    const lastCommit = batches.at(-1)?.commit ?? 0n;
    await insertRun(connection, { number, file: number, firstCommit, lastCommit, spans, logs });
  });
}

function hashBytes(batches: readonly RecentBatch[]): Uint8Array {
  return Buffer.concat(batches.map((recent) => Buffer.from(recent.hashes().buffer)));
}
