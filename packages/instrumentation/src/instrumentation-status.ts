import type { OutletStatus } from './outlet.js';

/** Counts since the start, for each export queue. */
export interface InstrumentationStatus {
  readonly spans: OutletStatus;
  readonly logLines: OutletStatus;
  readonly orderEvents: OutletStatus;
}
