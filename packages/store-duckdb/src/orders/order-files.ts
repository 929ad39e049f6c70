import { rmSync, statSync } from 'node:fs';
import type { DamageList } from '../files/damage-list.js';
import type { StoreFolder } from '../files/store-folder.js';
import type { RunList } from '../runs/run-list.js';
import type { RunFile } from '../runs/run-file.js';
import type { Database } from '../tables/database.js';
import { OrderFile, type OrderRows } from './order-file.js';
import { writeOrderFile } from './write-order-file.js';

interface OrderFilesContext {
  readonly folder: StoreFolder;
  readonly database: Database;
  readonly runs: RunList;
  readonly damage: DamageList;
  /** Runs `work` while no rows are moved or removed. */
  readonly exclusively: (work: () => Promise<void>) => Promise<void>;
  /** Whether other work waits. */
  readonly isAwaited: () => boolean;
}

const retryMs = 60_000;

/**
 * The existing order files, by run. Each is written in the background some time after its run. While one is
 * missing, the tables are read instead.
 */
export class OrderFiles {
  readonly #parts: OrderFilesContext;
  readonly #afterMs: number;
  readonly #files = new Map<number, OrderFile>();
  #clock: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(parts: OrderFilesContext, { afterMs }: { readonly afterMs: number }) {
    this.#parts = parts;
    this.#afterMs = afterMs;
    for (const run of parts.runs.all) this.#open(run);
  }

  /** The run's rows of the order; `undefined` if the tables must be read. */
  rowsOf(run: number, orderId: string): OrderRows | undefined {
    try {
      return this.#files.get(run)?.rowsOf(orderId);
    } catch (error) {
      this.#note(run, error);
      this.#remove(run);
      this.consider();
      return undefined;
    }
  }

  /** Schedules the missing files. */
  consider(afterMs = this.#afterMs): void {
    if (this.#isStopped || this.#clock !== undefined || this.#missing() === undefined) return;
    this.#clock = setTimeout(() => {
      void this.#parts
        .exclusively(() => this.#writeNext())
        .then(
          () => 0,
          () => retryMs,
        )
        .then((wait) => {
          this.#clock = undefined;
          this.consider(wait);
        });
    }, afterMs).unref();
  }

  /** Forgets and deletes the files of these runs. Call it before their rows or the runs are removed. */
  withdraw(runs: readonly RunFile[]): void {
    for (const run of runs) this.#remove(run.number);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#clock);
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #missing(): RunFile | undefined {
    return this.#parts.runs.all.find(({ number }) => !this.#files.has(number));
  }

  async #writeNext(): Promise<void> {
    const run = this.#missing();
    if (run === undefined || this.#isStopped) return;
    const { folder, database, isAwaited } = this.#parts;
    const path = folder.orders(run.number);
    const isStopped = () => this.#isStopped;
    const job = { path, run, isStopped, isAwaited };
    if (!(await database.onOwnConnection((connection) => writeOrderFile(connection, job)))) return;
    this.#open(run);
    this.#parts.damage.forget(folder.nameOf(path));
  }

  #open(run: RunFile): void {
    const path = this.#parts.folder.orders(run.number);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return;
    try {
      this.#files.set(run.number, new OrderFile(path, found.size, run));
    } catch (error) {
      this.#note(run.number, error);
      rmSync(path, { force: true });
    }
  }

  /** Records the damage. The tables are read until the file is rewritten, so results are complete. */
  #note(run: number, error: unknown): void {
    const { folder, damage } = this.#parts;
    const detail = `${error instanceof Error ? error.message : String(error)} It is written again.`;
    damage.note({ kind: 'damaged', file: folder.nameOf(folder.orders(run)), detail, isIncomplete: false });
  }

  /** Verifies all files, some bytes at a time. A damaged file is rewritten. */
  *verify(): Generator<number> {
    for (const [run, file] of this.#files)
      for (const found of file.verify()) {
        if (typeof found === 'number') {
          yield found;
          continue;
        }
        this.#note(run, found);
        this.#remove(run);
        this.consider();
        break;
      }
  }

  #remove(run: number): void {
    this.#files.get(run)?.close();
    this.#files.delete(run);
    rmSync(this.#parts.folder.orders(run), { force: true });
  }
}
