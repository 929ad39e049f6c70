import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@ordertrace/store';
import { createMemoryStore } from '@ordertrace/store';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import type { ServerConfig } from './config.js';

/** The one place that knows which stores there are. */
export async function openStore(
  config: Pick<ServerConfig, 'store' | 'dataFolder' | 'runMiB'>,
): Promise<Store> {
  if (config.store === 'memory') return createMemoryStore();
  await mkdir(config.dataFolder, { recursive: true });
  return openDuckdbStore({ path: join(config.dataFolder, 'store'), runMiB: config.runMiB });
}
