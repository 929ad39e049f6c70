export { openDuckdbStore, type DuckdbStoreOptions } from './open-store.js';
export type { BackupManifest } from './backup/manifest.js';
export { BackupError, readBackup, type BackupErrorCode, type BackupReading } from './backup/read-backup.js';
export { rebuildTables, type RebuiltTables } from './rebuild-tables.js';
export { restoreBackup, type Restoring } from './restore-backup.js';
export { saveBackupFile, saveBackupFolder, type Saving } from './backup/save.js';
export {
  ParquetFiles,
  type ParquetTable,
  type ParquetType,
  type ParquetValue,
} from './tables/parquet-files.js';
