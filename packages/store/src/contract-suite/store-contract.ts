import { describe } from 'vitest';
import type { Store } from '../contract.js';
import { appendingContract } from './appending.js';
import { durabilityContract } from './durability.js';
import { erasureContract } from './erasure.js';
import { factContract } from './facts.js';
import { flowStatisticsContract } from './flow-statistics.js';
import { followingContract } from './following.js';
import { journeyContract } from './journeys.js';
import { numberContract } from './numbers.js';
import { orderEventContract } from './order-events.js';
import { orderStateContract } from './order-states.js';
import { problemContract } from './problems.js';
import { randomWorkloadContract } from './random-workloads.js';
import { readingContract } from './reading.js';
import { retentionContract } from './retention.js';
import { searchContract } from './search.js';
import type { StorePlace, StoreContractOptions } from './store-place.js';

/** The behaviours that every store shares, as tests. `newPlace` gives an empty place each time. */
export function storeContract(
  name: string,
  newPlace: () => Promise<StorePlace>,
  options: StoreContractOptions = {},
): void {
  describe(`${name} keeps the store contract`, () => {
    const withStore = (work: (store: Store) => Promise<void>) => async () => {
      const place = await newPlace();
      const store = await place.open();
      try {
        await work(store);
      } finally {
        await store.close();
        await place.remove();
      }
    };
    appendingContract(withStore);
    readingContract(withStore);
    journeyContract(withStore);
    searchContract(withStore);
    followingContract(withStore);
    orderEventContract(withStore);
    orderStateContract(withStore);
    factContract(withStore);
    retentionContract(withStore);
    erasureContract(withStore);
    problemContract(withStore);
    flowStatisticsContract(withStore, newPlace, options);
    numberContract(withStore);
    durabilityContract(newPlace, options);
    randomWorkloadContract(newPlace, options);
  });
}
