import type { StoreChecks } from '@ordertrace/store';
import type { Registry } from 'prom-client';
import type { Logger } from 'pino';
import type { ServerConfig } from '../config.js';
import type { Lifecycle } from './lifecycle.js';
import { damageMetrics, diskMetrics, storeMetrics } from '../metrics/index.js';
import { openStore } from './open-store.js';

interface StoreContext {
  readonly config: ServerConfig;
  readonly logger: Logger;
  readonly lifecycle: Lifecycle;
  readonly metrics: Registry;
  /** Stops the process with an error; its supervisor starts it again. */
  readonly fail: () => void;
}

/** Opens the store. If it can't go on, readiness reports it and the server ends: opening it again is the cure. */
export async function startStore({ config, logger, lifecycle, metrics, fail }: StoreContext) {
  const { store, backups, checks, ended } = await openStore(config);
  lifecycle.add('store', () => store.close());
  let works = true;
  void ended?.then((error) => {
    works = false;
    logger.fatal(
      { err: error },
      'the store has failed: the server ends, and opens it again when it is started',
    );
    fail();
  });
  storeMetrics(store, metrics);
  if (config.store === 'duckdb') diskMetrics(config.dataFolder, metrics);
  if (checks !== undefined) await reportDamage(checks, { metrics, logger });
  return { store, backups, checks, storeWorks: () => works };
}

/** Counts the damage in the store's files, and logs the damage found at the start. */
async function reportDamage(
  checks: StoreChecks,
  { metrics, logger }: Pick<StoreContext, 'metrics' | 'logger'>,
): Promise<void> {
  damageMetrics(checks, metrics);
  const damage = await checks.damage();
  if (damage.length > 0) logger.error({ damage }, 'the store is damaged: see docs/runbooks/store-damaged.md');
}
