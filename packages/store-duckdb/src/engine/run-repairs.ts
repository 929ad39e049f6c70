import { existsSync, renameSync } from 'node:fs';
import type { StoreFolder } from '../files/store-folder.js';
import type { RewriteThread } from '../rewriting/rewrite-thread.js';
import { placeOf, type RunFile } from '../runs/run-file.js';
import type { RunList } from '../runs/run-list.js';
import type { Database } from '../tables/database.js';
import { eventHashes } from '../tables/move-keys.js';
import { updateRun, type RunRow } from '../tables/runs.js';

interface RepairContext {
  readonly folder: StoreFolder;
  readonly database: Database;
  readonly runs: RunList;
  readonly thread: RewriteThread;
}

/** Replaces damaged runs by intact ones. Use it only while nothing else writes runs. */
export class RunRepairs {
  readonly #parts: RepairContext;

  constructor(parts: RepairContext) {
    this.#parts = parts;
  }

  /** Uses the file of a lost run again if it is intact now. */
  takeBack(row: RunRow): boolean {
    const { runs } = this.#parts;
    try {
      const run = runs.openRow(row);
      if ([...run.verify()].some((found) => typeof found !== 'number')) {
        run.close();
        return false;
      }
      runs.replaceLost(row, run);
      return true;
    } catch {
      return false;
    }
  }

  /** Replaces a lost run by an empty one. Its commits and events stay. */
  async giveUp(row: RunRow): Promise<void> {
    const { runs } = this.#parts;
    runs.replaceLost(row, await this.#write(row, []));
    this.#keep(row.file);
  }

  /** Rewrites a run without its unreadable pages. Returns the number of lost records. */
  async rewrite(run: RunFile): Promise<{ readonly spans: number; readonly logs: number }> {
    const { runs } = this.#parts;
    const whole = await this.#write(run, [run]);
    this.#keep(run.file);
    runs.replace([run], whole);
    return { spans: run.spans - whole.spans, logs: run.logs - whole.logs };
  }

  async #write(
    { number, firstCommit, lastCommit }: Pick<RunRow, 'number' | 'firstCommit' | 'lastCommit'>,
    inputs: readonly RunFile[],
  ): Promise<RunFile> {
    const { folder, database, runs, thread } = this.#parts;
    const file = runs.newNumber();
    try {
      const { written } = await thread.run({
        inputs: inputs.map(placeOf),
        output: folder.run(file),
        eventHashes: await eventHashes(database.reader, [number]),
        repair: { firstCommit, lastCommit },
      });
      const { spans = 0, logs = 0 } = written ?? {};
      await database.writer.transaction((connection) => updateRun(connection, { number, file, spans, logs }));
      return runs.openRun({ number, file });
    } catch (error) {
      folder.removeRun(file);
      throw error;
    }
  }

  #keep(file: number): void {
    const { folder } = this.#parts;
    if (existsSync(folder.run(file))) renameSync(folder.run(file), folder.damagedRun(file));
  }
}
