import { describe } from 'vitest';
import type { TelemetryStore } from '../contract.js';
import { appendingContract } from './appending.js';
import { followingContract } from './following.js';
import { orderEventContract } from './order-events.js';
import { readingContract } from './reading.js';
import { recordContract } from './records.js';
import { searchContract } from './search.js';
import { freshStore, type StorePlace } from './store-place.js';

/** The behaviours of every telemetry store. `newPlace` returns an empty place each time. */
export function telemetryContract(name: string, newPlace: () => Promise<StorePlace<TelemetryStore>>): void {
  describe(`${name} keeps the telemetry contract`, () => {
    const withStore = freshStore(newPlace);
    appendingContract(withStore);
    readingContract(withStore);
    recordContract(withStore);
    searchContract(withStore);
    followingContract(withStore);
    orderEventContract(withStore);
  });
}
