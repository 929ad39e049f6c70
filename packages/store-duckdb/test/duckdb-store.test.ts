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

storeContract('The DuckDB store, all recent,', place({}), { workloads: 5 });
storeContract('The DuckDB store, all in runs,', place({ runMiB: 0 }), { workloads: 5 });
storeContract('The DuckDB store, some in runs,', place({ runMiB: 2 / 1024 }), { workloads: 5 });
