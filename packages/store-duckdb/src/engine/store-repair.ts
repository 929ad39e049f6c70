import { acceptLosses } from '../tables/losses.js';
import type { CheckedStore } from './checked-store.js';

/**
 * Repairs a store. Restored files are used again, runs are rewritten without unreadable pages, and lost data
 * is no longer expected. Damaged files are kept under another name. Returns the repairs, one sentence each.
 */
export function repairStore({ folder, database, telemetry, damage }: CheckedStore): Promise<string[]> {
  const { runs, upkeep } = telemetry;
  return upkeep.exclusively(async () => {
    const repairs: string[] = [];
    const done = (file: string, repair: string) => {
      damage.forget(file);
      repairs.push(repair);
    };
    for (const row of [...runs.lost]) {
      const file = folder.nameOf(folder.run(row.file));
      if (upkeep.repairs.takeBack(row)) done(file, `${file} was put back and is used.`);
      else {
        await upkeep.repairs.giveUp(row);
        done(file, `${file} is given up: ${row.spans} spans and ${row.logs} log records are lost.`);
      }
    }
    const damaged = new Set(damage.all.map(({ file }) => file));
    for (const run of runs.all.filter(({ path }) => damaged.has(folder.nameOf(path)))) {
      const { spans, logs } = await upkeep.repairs.rewrite(run);
      const file = folder.nameOf(run.path);
      done(
        file,
        `${file} was written again without ${spans} spans and ${logs} log records that can't be read.`,
      );
    }
    for (const { file, kind } of damage.all)
      if (kind === 'missing') done(file, `What is missing of ${file} is given up.`);
    await acceptLosses(database.writer);
    telemetry.forgetRead();
    return repairs;
  });
}
