import { statSync } from 'node:fs';
import type { StoreDamage } from '@ordertrace/store';
import type { DamageList } from '../files/damage-list.js';
import { RunFile } from './run-file.js';
import type { RunRow } from '../tables/runs.js';
import type { StoreFolder } from '../files/store-folder.js';
import { removeStrayRuns } from './stray-runs.js';

interface RunListContext {
  readonly folder: StoreFolder;
  readonly damage: DamageList;
  readonly rows: readonly RunRow[];
}

class ForeignFileError extends Error {}

/** The open runs, from old to new. */
export class RunList {
  readonly #folder: StoreFolder;
  #runs: readonly RunFile[] = [];
  readonly #lost: RunRow[] = [];
  #next = 1;
  #movingTo: number | undefined;
  #moved = Promise.resolve();
  #moves = 0;

  private constructor(folder: StoreFolder) {
    this.#folder = folder;
  }

  /** @param logged the commits in logs, in sequence */
  static open(parts: RunListContext, logged: readonly bigint[]): RunList {
    const { folder, damage, rows } = parts;
    const list = new RunList(folder);
    for (const row of rows) {
      try {
        list.#runs = [...list.#runs, list.openRow(row)];
      } catch (error) {
        list.#lost.push(row);
        damage.note(damageOf(folder.nameOf(folder.run(row.file)), error, row));
      }
    }
    removeStrayRuns({ folder, damage, rows: rows.filter((row) => !list.#lost.includes(row)), logged });
    list.#next = 1 + Math.max(0, ...rows.flatMap(({ number, file }) => [number, file]), ...folder.runFiles());
    return list;
  }

  /** Runs whose files are missing, damaged, or of another run. */
  get lost(): readonly RunRow[] {
    return this.#lost;
  }

  get all(): readonly RunFile[] {
    return this.#runs;
  }

  /**
   * The target run of a move of mentions and events in progress: rows may already be stored under this
   * number.
   */
  get movingTo(): number | undefined {
    return this.#movingTo;
  }

  /** The number of moves so far. A result from several reads is valid if it did not change. */
  get moves(): number {
    return this.#moves;
  }

  /** Resolves when no move is in progress. */
  settled(): Promise<void> {
    return this.#moved;
  }

  /** A number that was never used for a run or file. */
  newNumber(): number {
    return this.#next++;
  }

  openRun({ number, file }: { readonly number: number; readonly file: number }): RunFile {
    const path = this.#folder.run(file);
    return new RunFile({ path, number, file, bytes: statSync(path).size });
  }

  /** Opens the file of a row. Throws if the file belongs to another row. */
  openRow(row: RunRow): RunFile {
    const run = this.openRun(row);
    const isOwn =
      run.firstCommit === row.firstCommit &&
      run.lastCommit === row.lastCommit &&
      run.spans === row.spans &&
      run.logs === row.logs;
    if (isOwn) return run;
    run.close();
    throw new ForeignFileError(`${this.#folder.nameOf(run.path)} is the file of another run.`);
  }

  add(run: RunFile): void {
    this.#runs = [...this.#runs, run];
  }

  /** Runs `move`, which moves rows to another run's number, and sets `movingTo` during it. */
  async whileMoving(to: number, move: () => Promise<void>): Promise<void> {
    this.#movingTo = to;
    this.#moves++;
    const moved = move();
    this.#moved = moved.catch(() => undefined);
    try {
      await moved;
    } finally {
      this.#movingTo = undefined;
    }
  }

  /** Replaces a lost run. */
  replaceLost(row: RunRow, run: RunFile): void {
    this.#lost.splice(this.#lost.indexOf(row), 1);
    const later = this.#runs.findIndex(({ firstCommit }) => firstCommit > run.firstCommit);
    const at = later < 0 ? this.#runs.length : later;
    this.#runs = [...this.#runs.slice(0, at), run, ...this.#runs.slice(at)];
  }

  /** Replaces several neighbouring runs by one. Their files are removed after the last read. */
  replace(old: readonly RunFile[], run: RunFile): void {
    const at = this.#runs.indexOf(old[0] ?? run);
    const rest = this.#runs.filter((one) => !old.includes(one));
    this.#runs = [...rest.slice(0, at), run, ...rest.slice(at)];
    for (const one of old) {
      this.#folder.removeRunFile(one.file);
      one.retire();
    }
  }

  close(): void {
    for (const run of this.#runs) run.close();
  }
}

function damageOf(file: string, error: unknown, { spans, logs }: RunRow): StoreDamage {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const kind = isMissing ? 'missing' : error instanceof ForeignFileError ? 'foreign' : 'damaged';
  const why = isMissing ? `${file} is missing.` : error instanceof Error ? error.message : String(error);
  return {
    kind,
    file,
    detail: `${why} Answers lack its ${spans} spans and ${logs} log records.`,
    isIncomplete: true,
  };
}
