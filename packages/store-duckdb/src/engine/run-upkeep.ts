import { planMerge, type MergeLimits } from '../rewriting/plan-merge.js';
import type { RemovalJob, RewriteResult } from '../rewriting/rewrite-runs.js';
import { OrderFiles } from '../orders/order-files.js';
import { RewriteThread } from '../rewriting/rewrite-thread.js';
import { placeOf, type RunFile } from '../runs/run-file.js';
import type { Database } from '../tables/database.js';
import { eventHashes, moveKeys } from '../tables/move-keys.js';
import { deleteRuns, insertRun, updateRun } from '../tables/runs.js';
import type { DamageList } from '../files/damage-list.js';
import type { StoreFolder } from '../files/store-folder.js';
import type { RunList } from '../runs/run-list.js';
import { RunRepairs } from './run-repairs.js';

export interface UpkeepOptions {
  /** The least number of runs in a merge; 0 disables merges. */
  readonly fewest: number;
  /** The approximate age of a run at which its order file is written. */
  readonly orderFilesAfterMs: number;
}

const mostBytes = 2 ** 31 - 2 ** 27;
const mostPages = 60_000;
const retryMs = 60_000;

interface UpkeepContext {
  readonly folder: StoreFolder;
  readonly database: Database;
  readonly runs: RunList;
  readonly damage: DamageList;
}

/**
 * Rewrites runs. It merges them in the background, so that the data of an order is close together and few
 * files are read for it. It also removes data from them.
 *
 * The new run is valid from the one transaction that replaces the old rows by its row. A process killed
 * before has the old runs; one killed after has the new one. The next start removes the obsolete files.
 */
export class RunUpkeep {
  readonly #parts: UpkeepContext;
  readonly #limits: MergeLimits;
  readonly #thread = new RewriteThread();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #isMerging = false;
  #isStopped = false;
  #retry: NodeJS.Timeout | undefined;
  readonly orderFiles: OrderFiles;
  readonly repairs: RunRepairs;

  constructor(parts: UpkeepContext, { fewest, orderFilesAfterMs }: UpkeepOptions) {
    this.#parts = parts;
    this.#limits = { fewest, mostBytes, mostPages };
    const exclusively = (work: () => Promise<void>) => this.exclusively(work);
    const isAwaited = () => this.#waiting > 0;
    this.repairs = new RunRepairs({ ...parts, thread: this.#thread });
    this.orderFiles = new OrderFiles({ ...parts, exclusively, isAwaited }, { afterMs: orderFilesAfterMs });
  }

  /** Runs `work` while no other rewrite runs. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const done = this.#last.then(() => {
      this.#waiting--;
      return work();
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  /**
   * Starts a merge if one is due and nothing else is running, and starts order files. No merge starts while
   * anything is damaged: a merged run can't take back a part that is found later.
   */
  consider(): void {
    this.orderFiles.consider();
    if (this.#isMerging || this.#isStopped || this.#limits.fewest < 2) return;
    if (this.#parts.damage.isIncomplete) return;
    if (planMerge(this.#parts.runs.all, this.#limits) === undefined) return;
    this.#isMerging = true;
    void this.exclusively(() => this.#mergeIfDue()).then(
      () => {
        this.#isMerging = false;
        this.consider();
      },
      () => {
        this.#isMerging = false;
        if (!this.#isStopped) this.#retry = setTimeout(() => this.consider(), retryMs).unref();
      },
    );
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    this.orderFiles.stop();
    await this.#thread.stop();
    await this.#last;
    this.orderFiles.close();
  }

  /** Counts what would be removed from a run. */
  count(run: RunFile, removal: RemovalJob): Promise<RewriteResult> {
    return this.#thread.run({ inputs: [placeOf(run)], eventHashes: new Uint32Array(0), removal });
  }

  /** Removes data from a run. Use it only within `exclusively`. */
  async remove(run: RunFile, removal: RemovalJob): Promise<RewriteResult> {
    const { folder, database, runs } = this.#parts;
    const file = runs.newNumber();
    try {
      const result = await this.#thread.run({
        inputs: [placeOf(run)],
        output: folder.run(file),
        eventHashes: await eventHashes(database.reader, [run.number]),
        removal,
      });
      const { spans = 0, logs = 0 } = result.written ?? {};
      await database.writer.transaction((connection) =>
        updateRun(connection, { number: run.number, file, spans, logs }),
      );
      runs.replace([run], runs.openRun({ number: run.number, file }));
      return result;
    } catch (error) {
      folder.removeRun(file);
      throw error;
    }
  }

  async #mergeIfDue(): Promise<void> {
    const old = planMerge(this.#parts.runs.all, this.#limits);
    if (old !== undefined && !this.#isStopped) await this.#merge(old);
  }

  async #merge(old: readonly RunFile[]): Promise<void> {
    const { folder, database, runs } = this.#parts;
    const number = runs.newNumber();
    const numbers = old.map((run) => run.number);
    try {
      const { written } = await this.#thread.run({
        inputs: old.map(placeOf),
        output: folder.run(number),
        eventHashes: await eventHashes(database.reader, numbers),
      });
      const { spans = 0, logs = 0 } = written ?? {};
      const commits = { firstCommit: old[0]?.firstCommit ?? 0n, lastCommit: old.at(-1)?.lastCommit ?? 0n };
      await runs.whileMoving(number, async () => {
        await database.reader.exclusively(() => Promise.resolve());
        await database.writer.transaction(async (connection) => {
          await moveKeys(connection, { from: numbers, to: number });
          await deleteRuns(connection, numbers);
          await insertRun(connection, { number, file: number, ...commits, spans, logs });
        });
        runs.replace(old, runs.openRun({ number, file: number }));
        this.orderFiles.withdraw(old);
      });
    } catch (error) {
      folder.removeRun(number);
      throw error;
    }
  }
}
