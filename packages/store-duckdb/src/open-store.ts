import { mkdirSync, realpathSync } from 'node:fs';
import type { BackupSource, EndingStore, Store, StoreChecks } from '@ordertrace/store';
import { DuckdbStore } from './duckdb-store.js';
import type { EngineOptions } from './engine/store-engine.js';
import { lockedError } from './tables/database.js';
import { StoreThread } from './worker/store-thread.js';

export interface DuckdbStoreOptions {
  /** The folder of the store's files; it is created if missing. */
  readonly path: string;
  /** Memory limit of DuckDB for its tables, in MiB; default 512. */
  readonly memoryLimitMiB?: number;
  /** Threads of DuckDB; default 2. */
  readonly threads?: number;
  /**
   * Most MiB of batches that wait for their commit; further batches are rejected as `overloaded`. Default 64.
   */
  readonly queueLimitMiB?: number;
  /** Size of recent batches, in MiB, at which they become a run; default 64. */
  readonly runMiB?: number;
  /** The number of runs that a background merge joins; 0 disables merges. Default 10. */
  readonly mergeRuns?: number;
  /** The age of a run, in milliseconds, at which its order file is written; default 10,000. */
  readonly orderFilesAfterMs?: number;
  /**
   * Files outside the store's folder that backups include, such as a key. The key is the name of the restored
   * file.
   */
  readonly keptBeside?: Readonly<Record<string, string>>;
}

const mebibyte = 1 << 20;
const orderFilesAfterMs = 10_000;
const runRows = 500_000;
const pageCacheBytes = 64 * mebibyte;

/** DuckDB's own lock excludes other processes, but not the same one. */
const openHere = new Set<string>();

/**
 * Opens the embedded store in its own thread. Rejects with `locked` if the folder is already open, in this or
 * another process. Rejects with `broken` if its files are newer than this program, or don't define which
 * records count.
 */
export async function openDuckdbStore(
  options: DuckdbStoreOptions,
): Promise<Store & BackupSource & StoreChecks & EndingStore> {
  mkdirSync(options.path, { recursive: true });
  const path = realpathSync(options.path);
  if (openHere.has(path)) throw lockedError(path);
  openHere.add(path);
  try {
    const engine: EngineOptions = {
      path,
      memoryLimitMiB: options.memoryLimitMiB ?? 512,
      threads: options.threads ?? 2,
      runBytes: (options.runMiB ?? 64) * mebibyte,
      runRows,
      upkeep: {
        fewest: options.mergeRuns ?? 10,
        orderFilesAfterMs: options.orderFilesAfterMs ?? orderFilesAfterMs,
      },
      pageCacheBytes,
    };
    const thread = await StoreThread.start(engine);
    const queueLimit = (options.queueLimitMiB ?? 64) * mebibyte;
    return new DuckdbStore(thread, {
      queueLimit,
      keptBeside: options.keptBeside ?? {},
      onClosed: () => openHere.delete(path),
    });
  } catch (error) {
    openHere.delete(path);
    throw error;
  }
}
