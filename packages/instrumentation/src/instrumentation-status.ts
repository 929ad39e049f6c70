import type { OutletStatus } from './outlet.js';

/** Counts since the start, for each way to the collector. */
export interface InstrumentationStatus {
  readonly spans: OutletStatus;
  readonly logLines: OutletStatus;
  readonly orderEvents: OutletStatus;
}
