import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as rest } from 'node:timers/promises';
import {
  StoreError,
  type CheckProgress,
  type CheckReport,
  type CheckRequest,
  type StoreDamage,
} from '@ordertrace/store';
import { readMark } from '../files/store-mark.js';
import { readHashFile } from '../recent/hash-file.js';
import type { RunFile } from '../runs/run-file.js';
import { readAllTables } from '../tables/read-all-tables.js';
import type { CheckedStore } from './checked-store.js';
import { repairStore } from './store-repair.js';

/** Bytes to check before other work gets its turn. */
const bytesAtOnce = 1 << 20;

/** Verifies every byte of a store while it works. */
export class StoreCheck {
  readonly #store: CheckedStore;
  #isRunning = false;
  progress: CheckProgress = { doneBytes: 0, ofBytes: 0 };

  constructor(store: CheckedStore) {
    this.#store = store;
  }

  async run({ repair, bytesPerSecond }: Omit<CheckRequest, 'onProgress'>): Promise<CheckReport> {
    if (this.#isRunning)
      throw new StoreError('overloaded', 'A check is running. Wait for its end.', { retryAfterMs: 10_000 });
    this.#isRunning = true;
    try {
      return await this.#run(repair, bytesPerSecond);
    } finally {
      this.#isRunning = false;
    }
  }

  async #run(repair: boolean, bytesPerSecond: number | undefined): Promise<CheckReport> {
    const { folder, telemetry, damage } = this.#store;
    const { all: runs } = telemetry.runs;
    this.progress = { doneBytes: 0, ofBytes: folder.bytes() };
    const unverified = runs.filter((run) => !run.isVerified).map((run) => folder.nameOf(run.path));
    await this.#readRuns(bytesPerSecond);
    await this.#read(telemetry.upkeep.orderFiles.verify(), bytesPerSecond);
    this.#readSmallFiles();
    await this.#readTables();
    const found = damage.all;
    const repairs = repair ? await repairStore(this.#store) : [];
    this.progress = { ...this.progress, doneBytes: this.progress.ofBytes };
    return { files: folder.files().length, bytes: this.progress.ofBytes, damage: found, repairs, unverified };
  }

  /** Runs that are replaced during the check stay open until they have been read. */
  async #readRuns(bytesPerSecond: number | undefined): Promise<void> {
    const runs = this.#store.telemetry.runs.all;
    for (const run of runs) run.hold();
    try {
      for (const run of runs) await this.#readRun(run, bytesPerSecond);
    } finally {
      for (const run of runs) run.release();
    }
  }

  async #readRun(run: RunFile, bytesPerSecond: number | undefined): Promise<void> {
    const file = this.#store.folder.nameOf(run.path);
    if (!existsSync(run.path) && this.#isCurrent(run.file))
      this.#note(file, `${file} is missing. It can be read until the server stops.`);
    await this.#read(run.verify(), bytesPerSecond, (error) => {
      if (this.#isCurrent(run.file)) this.#note(file, error.message);
    });
  }

  #isCurrent(file: number): boolean {
    return this.#store.telemetry.runs.all.some((run) => run.file === file);
  }

  /** Reads at this rate, and yields to other work regularly. */
  async #read(
    reading: Iterable<number | Error>,
    bytesPerSecond: number | undefined,
    onDamage: (error: Error) => void = () => undefined,
  ): Promise<void> {
    let [since, bytes] = [performance.now(), 0];
    for (const found of reading) {
      if (typeof found !== 'number') {
        onDamage(found);
        continue;
      }
      bytes += found;
      if (bytes < bytesAtOnce) continue;
      const { doneBytes, ofBytes } = this.progress;
      this.progress = { ofBytes, doneBytes: Math.min(ofBytes, doneBytes + bytes) };
      const dueMs = bytesPerSecond === undefined ? 0 : (bytes / bytesPerSecond) * 1000;
      await rest(Math.max(0, dueMs - (performance.now() - since)));
      [since, bytes] = [performance.now(), 0];
    }
  }

  #readSmallFiles(): void {
    const { folder, telemetry, damage } = this.#store;
    for (const number of folder.hashFiles()) {
      const path = folder.hashes(number);
      if (existsSync(path) && readHashFile(number, readFileSync(path)) === undefined)
        this.#note(folder.nameOf(path), `${folder.nameOf(path)} is damaged.`, false);
    }
    for (const detail of telemetry.damagedLogs()) this.#note(detail.split(' ')[0] ?? '', detail, false);
    if (readMark(folder.mark) === undefined)
      damage.note(mark('store.mark is damaged or missing. It is written again with the next commit.'));
  }

  async #readTables(): Promise<void> {
    const { database, folder } = this.#store;
    for (const detail of await readAllTables(database)) this.#note(folder.nameOf(folder.database), detail);
  }

  #note(file: string, detail: string, isIncomplete = true): void {
    this.#store.damage.note({ kind: 'damaged', file, detail, isIncomplete });
  }
}

function mark(detail: string): StoreDamage {
  return { kind: 'damaged', file: 'store.mark', detail, isIncomplete: false };
}
