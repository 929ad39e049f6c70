import type { DamageList } from '../files/damage-list.js';
import type { StoreFolder } from '../files/store-folder.js';
import type { StoreMark } from '../files/store-mark.js';
import { replayLogs, type Replayed } from '../log/replay-logs.js';
import type { Database } from '../tables/database.js';
import { allLosses, lossDamage, noteLosses } from '../tables/losses.js';
import { savedCommit } from '../tables/order-states.js';
import type { RunRow } from '../tables/runs.js';

interface StorageContext {
  readonly folder: StoreFolder;
  readonly database: Database;
  readonly mark: StoreMark;
  readonly damage: DamageList;
}

/** Reads the commit logs, and records their losses in the tables for the next start. */
export async function replayNoted(parts: StorageContext, rows: readonly RunRow[]): Promise<Replayed> {
  const { folder, database, mark, damage } = parts;
  const known = await allLosses(database.reader);
  const replayed = replayLogs(folder, {
    inRuns: rows.reduce((last, { lastCommit }) => (lastCommit > last ? lastCommit : last), 0n),
    saved: await savedCommit(database.reader),
    losses: known,
    mark: mark.newestLog === 0 ? undefined : mark,
  });
  await noteLosses(database.writer, replayed.losses);
  for (const loss of [...known, ...replayed.losses]) if (!loss.isAccepted) damage.note(lossDamage(loss));
  return replayed;
}
