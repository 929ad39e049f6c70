import { mkdirSync, realpathSync } from 'node:fs';
import type { BackupSource, Store, StoreChecks } from '@ordertrace/store';
import { DuckdbStore } from './duckdb-store.js';
import type { EngineOptions } from './engine/store-engine.js';
import { lockedError } from './tables/database.js';
import { StoreThread } from './worker/store-thread.js';

export interface DuckdbStoreOptions {
  /** Folder of the store's files; made where it is not there. */
  readonly path: string;
  /** What DuckDB may take for its tables; default 512. */
  readonly memoryLimitMiB?: number;
  /** What DuckDB may use of the processor; default 2. */
  readonly threads?: number;
  /** Batches that wait for their commit, in MiB; more are refused as `overloaded`. Default 64. */
  readonly queueLimitMiB?: number;
  /** Recent batches, in MiB, that become a file of their own; default 64. */
  readonly runMiB?: number;
  /** So many files are merged to one in the background; 0 merges none. Default 10. */
  readonly mergeRuns?: number;
  /** Of a file of its own, what a look-up asks of it is written aside after so many milliseconds; default 10,000. */
  readonly orderFilesAfterMs?: number;
  /** Files outside of the store's folder that its backups hold too, such as a key: by the name that a restored one gets. */
  readonly keptBeside?: Readonly<Record<string, string>>;
}

const mebibyte = 1 << 20;
const orderFilesAfterMs = 10_000;
const runRows = 500_000;
const pageCacheBytes = 64 * mebibyte;

/** DuckDB's own lock keeps other processes out, but not the same one. */
const openHere = new Set<string>();

/**
 * The embedded store, in a thread of its own. Rejects with `locked` where the folder is open already, in this or
 * another process, and with `broken` where its files are newer than this program, or say too little to
 * tell which records count.
 */
export async function openDuckdbStore(
  options: DuckdbStoreOptions,
): Promise<Store & BackupSource & StoreChecks> {
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
