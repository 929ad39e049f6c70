import type { DamageList } from '../files/damage-list.js';
import type { StoreFolder } from '../files/store-folder.js';
import type { Database } from '../tables/database.js';
import type { TelemetryEngine } from './telemetry-engine.js';

/** The parts of a store that checks and repairs use. */
export interface CheckedStore {
  readonly folder: StoreFolder;
  readonly database: Database;
  readonly telemetry: TelemetryEngine;
  readonly damage: DamageList;
}
