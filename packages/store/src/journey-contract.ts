import type { OrderRef, ProblemState } from '@ordertrace/model';
import type { SavedOrder } from './order-contract.js';
import type { OrderRecords } from './telemetry-contract.js';

/** All stored data of one order. */
export interface StoredJourney extends OrderRecords {
  /** Absent if no state is saved. */
  readonly state: SavedOrder | undefined;
  /** By opening time. */
  readonly problems: readonly ProblemState[];
}

export interface JourneyReader {
  /** Returns the order's saved state, its problems and its telemetry from one snapshot. */
  journeyOf(order: OrderRef): Promise<StoredJourney>;
}
