import { planMerge, type MergeLimits } from '../rewriting/plan-merge.js';
import { RewriteThread } from '../rewriting/rewrite-thread.js';
import type { RunFile } from '../runs/run-file.js';
import type { Database } from '../tables/database.js';
import { eventHashes, moveKeys } from '../tables/move-keys.js';
import { deleteRuns, insertRun } from '../tables/runs.js';
import type { StoreFolder } from './folder.js';
import type { RunList } from './run-list.js';

/** How many runs are merged at least; 0 merges none. */
export type MergeOptions = Pick<MergeLimits, 'fewest'>;

const mostBytes = 2 ** 31 - 2 ** 27;
const mostPages = 60_000;
const retryMs = 60_000;

interface Parts {
  readonly folder: StoreFolder;
  readonly database: Database;
  readonly runs: RunList;
}

/**
 * Merges runs in the background, so that what an order brought at different times comes to lie together, and few files
 * are asked for it. A merged run counts from the one transaction that puts its row, and the mentions and events of
 * its parts, in the place of theirs; a process killed before has the parts, one killed after has the merged run,
 * and the files of the others are removed at the next start.
 */
export class MergeUpkeep {
  readonly #parts: Parts;
  readonly #limits: MergeLimits;
  readonly #thread = new RewriteThread();
  #working: Promise<void> | undefined;
  #isStopped = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(parts: Parts, { fewest }: MergeOptions) {
    this.#parts = parts;
    this.#limits = { fewest, mostBytes, mostPages };
  }

  /** Begins to merge where there is something to merge and nothing being merged. */
  consider(): void {
    if (this.#working !== undefined || this.#isStopped || this.#limits.fewest < 2) return;
    const runs = planMerge(this.#parts.runs.all, this.#limits);
    if (runs === undefined) return;
    this.#working = this.#merge(runs).then(
      () => {
        this.#working = undefined;
        this.consider();
      },
      () => {
        this.#working = undefined;
        if (!this.#isStopped) this.#retry = setTimeout(() => this.consider(), retryMs).unref();
      },
    );
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    await this.#thread.stop();
    await this.#working;
  }

  async #merge(old: readonly RunFile[]): Promise<void> {
    const { folder, database, runs } = this.#parts;
    const number = runs.newNumber();
    const numbers = old.map((run) => run.number);
    try {
      const written = await this.#thread.run({
        inputs: old.map(({ path, number: run, file, bytes }) => ({ path, number: run, file, bytes })),
        output: folder.run(number),
        eventHashes: await eventHashes(database.reader, numbers),
      });
      const firstCommit = old[0]?.firstCommit ?? 0n;
      const lastCommit = old.at(-1)?.lastCommit ?? 0n;
      await runs.whileMoving(number, async () => {
        await database.reader.exclusively(() => Promise.resolve());
        await database.writer.transaction(async (connection) => {
          await moveKeys(connection, { from: numbers, to: number });
          await deleteRuns(connection, numbers);
          await insertRun(connection, { number, file: number, firstCommit, lastCommit, ...written });
        });
        runs.replace(old, runs.openRun({ number, file: number }));
      });
    } catch (error) {
      folder.removeRun(number);
      throw error;
    }
  }
}
