import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * The files of a store:
 * ```
 * store.duckdb       orders, events, mentions, and the list of runs
 * store.mark         how much of the files was on disk, to detect missing files
 * commits-000007.log batches that are in no run yet
 * run-000003.ot      spans and log records, by order; immutable, a rewrite gets another number
 * run-000003.orders  a copy of its mentions and events, by order; rebuilt if missing
 * run-000003.hashes  hashes of recent records, to detect repeats
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

  get mark(): string {
    return join(this.path, 'store.mark');
  }

  log(number: number): string {
    return join(this.path, `commits-${digits(number)}.log`);
  }

  run(number: number): string {
    return join(this.path, `run-${digits(number)}.ot`);
  }

  /** The path of a damaged file that is kept. */
  damagedRun(number: number): string {
    return join(this.path, `damaged-run-${digits(number)}.ot`);
  }

  orders(run: number): string {
    return join(this.path, `run-${digits(run)}.orders`);
  }

  hashes(run: number): string {
    return join(this.path, `run-${digits(run)}.hashes`);
  }

  /** The numbers of the existing logs, oldest first. */
  logs(): number[] {
    return this.#numbers(/^commits-(\d+)\.log$/);
  }

  hashFiles(): number[] {
    return this.#numbers(/^run-(\d+)\.hashes$/);
  }

  /** The numbers of the runs' files. */
  runFiles(): number[] {
    return this.#numbers(/^run-(\d+)\.(?:ot|ot\.unfinished|hashes|orders|orders\.unfinished)$/);
  }

  /** Whether any file holds records, which implies that there was a database. */
  hasRecords(): boolean {
    return (
      this.runFiles().some((number) => existsSync(this.run(number))) ||
      this.logs().some((number) => statSync(this.log(number)).size > 0)
    );
  }

  removeRunFile(file: number): void {
    rmSync(this.run(file), { force: true });
  }

  /** Removes an unfinished run. */
  removeRun(number: number): void {
    this.removeRunFile(number);
    this.removeUnfinished(number);
    this.removeCopies(number);
  }

  removeUnfinished(number: number): void {
    rmSync(`${this.run(number)}.unfinished`, { force: true });
    rmSync(`${this.orders(number)}.unfinished`, { force: true });
  }

  /** Removes the files of a run that can be rebuilt or are optional. */
  removeCopies(number: number): void {
    rmSync(this.hashes(number), { force: true });
    rmSync(this.orders(number), { force: true });
  }

  nameOf(path: string): string {
    return basename(path);
  }

  /** A new folder for a backup, on the same disk. */
  newBackup(): string {
    return mkdtempSync(join(this.path, backupPrefix));
  }

  /** Removes backups that a killed process left. */
  removeOldBackups(): void {
    for (const name of readdirSync(this.path))
      if (name.startsWith(backupPrefix)) rmSync(join(this.path, name), { recursive: true, force: true });
  }

  files(): string[] {
    return readdirSync(this.path);
  }

  /** Removes kept damaged files, because erased data must be in no file. */
  removeDamaged(): void {
    for (const name of this.files())
      if (name.startsWith(damagedPrefix)) rmSync(join(this.path, name), { force: true });
  }

  bytes(): number {
    const sizes = this.files().map((name) => join(this.path, name));
    return sizes.filter(existsSync).reduce((sum, path) => sum + statSync(path).size, 0);
  }

  #numbers(pattern: RegExp): number[] {
    const numbers = readdirSync(this.path).map((name) => Number(pattern.exec(name)?.[1]));
    return [...new Set(numbers)].filter((number) => number >= 0).sort((a, b) => a - b);
  }
}

const backupPrefix = 'backup-';
const damagedPrefix = 'damaged-';

function digits(number: number): string {
  return number.toString().padStart(6, '0');
}
