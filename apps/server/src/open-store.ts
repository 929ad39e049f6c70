import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupSource, Store } from '@ordertrace/store';
import { createMemoryStore } from '@ordertrace/store';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import type { ServerConfig } from './config.js';

/** A store, and what gives copies of it where it keeps anything on disk. */
export interface OpenedStore {
  readonly store: Store;
  readonly backups: BackupSource | undefined;
}

/** The one place that knows which stores there are. */
export async function openStore(
  config: Pick<ServerConfig, 'store' | 'dataFolder' | 'runMiB'>,
): Promise<OpenedStore> {
  if (config.store === 'memory') return { store: createMemoryStore(), backups: undefined };
  await mkdir(config.dataFolder, { recursive: true });
  const store = await openDuckdbStore({ path: join(config.dataFolder, 'store'), runMiB: config.runMiB });
  return { store, backups: store };
}
