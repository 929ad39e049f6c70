import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeContract } from '@ordertrace/store/contract';
import { openDuckdbStore, type DuckdbStoreOptions } from '@ordertrace/store-duckdb';

function place(options: Omit<DuckdbStoreOptions, 'path'>) {
  return async () => {
    const path = await mkdtemp(join(tmpdir(), 'ordertrace-store-'));
    return {
      open: () => openDuckdbStore({ path, ...options }),
      remove: () => rm(path, { recursive: true }),
    };
  };
}

storeContract('The DuckDB store, all recent,', place({}), { workloads: 3 });
storeContract('The DuckDB store, nearly all in runs,', place({ runMiB: 1 / 1024 }), { workloads: 10 });
storeContract(
  'The DuckDB store, its runs merged all the time,',
  place({ runMiB: 1 / 1024, mergeRuns: 2, orderFilesAfterMs: 0 }),
  {
    workloads: 15,
  },
);
