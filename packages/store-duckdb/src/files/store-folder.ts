import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files of a store:
 * ```
 * store.duckdb       orders, events, mentions, which runs there are
 * commits-000007.log batches that are in no run yet
 * run-000003.ot      spans and log records, by order; never changes, but may be written anew under another number
 * run-000003.orders  its mentions and events once more, by order; made again where it is missing
 * run-000003.hashes  what of late runs is known as a repeat when it comes again
 * backup-a1b2c3/     a backup being read
 * ```
 */
export class StoreFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
  }

  get database(): string {
    return join(this.path, 'store.duckdb');
  }

  log(number: number): string {
    return join(this.path, `commits-${digits(number)}.log`);
  }

  run(number: number): string {
    return join(this.path, `run-${digits(number)}.ot`);
  }

  orders(run: number): string {
    return join(this.path, `run-${digits(run)}.orders`);
  }

  hashes(run: number): string {
    return join(this.path, `run-${digits(run)}.hashes`);
  }

  /** Numbers of the logs there are, oldest first. */
  logs(): number[] {
    return this.#numbers(/^commits-(\d+)\.log$/);
  }

  hashFiles(): number[] {
    return this.#numbers(/^run-(\d+)\.hashes$/);
  }

  /** The numbers that files of runs have. */
  runFiles(): number[] {
    return this.#numbers(/^run-(\d+)\.(?:ot|ot\.unfinished|hashes|orders|orders\.unfinished)$/);
  }

  /** Removes what runs that were never finished, or are no more, left behind. */
  removeStrayRuns(known: ReadonlySet<number>): void {
    for (const number of this.runFiles()) if (!known.has(number)) this.removeRun(number);
  }

  removeRunFile(file: number): void {
    rmSync(this.run(file), { force: true });
  }

  removeRun(number: number): void {
    rmSync(this.run(number), { force: true });
    rmSync(`${this.run(number)}.unfinished`, { force: true });
    rmSync(this.hashes(number), { force: true });
    rmSync(this.orders(number), { force: true });
    rmSync(`${this.orders(number)}.unfinished`, { force: true });
  }

  /** A new folder for a backup, on the same disk. */
  newBackup(): string {
    return mkdtempSync(join(this.path, backupPrefix));
  }

  /** Removes backups that a killed process left behind. */
  removeOldBackups(): void {
    for (const name of readdirSync(this.path))
      if (name.startsWith(backupPrefix)) rmSync(join(this.path, name), { recursive: true, force: true });
  }

  bytes(): number {
    const sizes = readdirSync(this.path).map((name) => join(this.path, name));
    return sizes.filter(existsSync).reduce((sum, path) => sum + statSync(path).size, 0);
  }

  #numbers(pattern: RegExp): number[] {
    const numbers = readdirSync(this.path).map((name) => Number(pattern.exec(name)?.[1]));
    return [...new Set(numbers)].filter((number) => number >= 0).sort((a, b) => a - b);
  }
}

const backupPrefix = 'backup-';

function digits(number: number): string {
  return number.toString().padStart(6, '0');
}
