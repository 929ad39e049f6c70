export { openDuckdbStore, type DuckdbStoreOptions } from './duckdb-store.js';
