import type { OrderRef, OrderState, ProblemState } from '@ordertrace/model';
import type { OrderRecords } from './telemetry-contract.js';

/** All that a store holds of one order. */
export interface StoredJourney extends OrderRecords {
  /** Absent where no state is saved. */
  readonly state: OrderState | undefined;
  /** By time of opening. */
  readonly problems: readonly ProblemState[];
}

export interface JourneyReader {
  /** The order's saved state, its problems and its telemetry, in one call and from one snapshot. */
  journeyOf(order: OrderRef): Promise<StoredJourney>;
}
