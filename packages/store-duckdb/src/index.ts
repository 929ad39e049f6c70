export { openDuckdbStore, type DuckdbStoreOptions } from './duckdb-store.js';
export {
  checkBackup,
  RestoreError,
  restoreBackup,
  type RestoreErrorCode,
  type Restoring,
} from './backup/restore.js';
