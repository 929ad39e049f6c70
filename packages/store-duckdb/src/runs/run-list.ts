import { statSync } from 'node:fs';
import { RunFile } from './run-file.js';
import type { Database } from '../tables/database.js';
import { allRuns } from '../tables/runs.js';
import type { StoreFolder } from '../files/store-folder.js';

/** The runs there are, from old to new, open for reading. */
export class RunList {
  readonly #folder: StoreFolder;
  #runs: readonly RunFile[] = [];
  #next = 1;
  #movingTo: number | undefined;
  #moved = Promise.resolve();
  #moves = 0;

  private constructor(folder: StoreFolder) {
    this.#folder = folder;
  }

  static async open(folder: StoreFolder, database: Database): Promise<RunList> {
    const list = new RunList(folder);
    const rows = await allRuns(database.reader);
    folder.removeStrayRuns(new Set(rows.flatMap(({ number, file }) => [number, file])));
    list.#next = 1 + Math.max(0, ...rows.flatMap(({ number, file }) => [number, file]));
    list.#runs = rows.map((row) => list.openRun(row));
    return list;
  }

  get all(): readonly RunFile[] {
    return this.#runs;
  }

  /** Where mentions and events of several runs are just being moved to: they may be under this number already. */
  get movingTo(): number | undefined {
    return this.#movingTo;
  }

  /** How many times rows were moved; an answer from several reads is good where it stayed the same. */
  get moves(): number {
    return this.#moves;
  }

  /** Resolves when no rows are being moved. */
  settled(): Promise<void> {
    return this.#moved;
  }

  /** A number that no run or file has had. */
  newNumber(): number {
    return this.#next++;
  }

  openRun({ number, file }: { readonly number: number; readonly file: number }): RunFile {
    const path = this.#folder.run(file);
    return new RunFile({ path, number, file, bytes: statSync(path).size });
  }

  add(run: RunFile): void {
    this.#runs = [...this.#runs, run];
  }

  /** Runs `move`, which puts rows under another run's number, and says so meanwhile. */
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

  /** Puts one run in the place of several neighbours, whose files go as soon as nobody reads them. */
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
