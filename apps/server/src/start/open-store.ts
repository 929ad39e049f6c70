import { access, chmod, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupSource, EndingStore, Store, StoreChecks } from '@ordertrace/store';
import { createMemoryStore } from '@ordertrace/store';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { ConfigError } from '../config-error.js';
import type { ServerConfig } from '../config.js';

/** A store, with its backup source if it has files. */
export interface OpenedStore {
  readonly store: Store;
  readonly backups: BackupSource | undefined;
  readonly checks: StoreChecks | undefined;
  /** Absent if the store can't end by itself. */
  readonly ended: EndingStore['ended'] | undefined;
}

/** Opens the store; the only place that knows the implementations. */
export async function openStore(
  config: Pick<ServerConfig, 'store' | 'dataFolder' | 'runMiB' | 'privacyKeyFile'>,
): Promise<OpenedStore> {
  if (config.store === 'memory')
    return { store: createMemoryStore(), backups: undefined, checks: undefined, ended: undefined };
  await closedFolder(config.dataFolder);
  const store = await openDuckdbStore({
    path: join(config.dataFolder, 'store'),
    runMiB: config.runMiB,
    keptBeside: { 'privacy.key': config.privacyKeyFile },
  });
  return { store, backups: store, checks: store, ended: store.ended };
}

/** Creates the folder of all data, and denies access to other users of the machine. */
async function closedFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700).catch((error: unknown) => {
      // A mounted volume may belong to another user, who sets its access.
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    });
    await access(path, constants.W_OK);
  } catch (error) {
    const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      'ORDERTRACE_DATA',
      `the server cannot write to the folder ${path} (${code}). Give its user access, or set ORDERTRACE_DATA to another folder.`,
    );
  }
}
