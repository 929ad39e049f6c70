import { StoreError } from '@ordertrace/store';
import type { StoreFolder } from '../files/store-folder.js';
import { hasDatabase, tablesDamage } from '../files/store-mark.js';
import { wayOut } from '../runs/stray-runs.js';

/**
 * Refuses a folder with records but without tables, or with tables that lost their last changes. The tables
 * define which records count; without them nothing may be removed.
 *
 * @throws StoreError with the file and the way out
 */
export function refuseMissingTables(folder: StoreFolder): void {
  const missing =
    !hasDatabase(folder.database) && folder.hasRecords()
      ? `${folder.database} is missing or cut off, and the folder holds records`
      : tablesDamage(folder.mark, folder.database);
  if (missing !== undefined)
    throw new StoreError('broken', `${missing}. Nothing was removed or changed. ${wayOut(folder)}`);
}
