import { describe } from 'vitest';
import type { Store } from '../contract.js';
import { appendingContract } from './appending.js';
import { durabilityContract } from './durability.js';
import { erasureContract } from './erasure.js';
import { factContract } from './facts.js';
import { followingContract } from './following.js';
import { flowStatisticsContract } from './flow-statistics.js';
import { orderEventContract } from './order-events.js';
import { orderStateContract } from './order-states.js';
import { numberContract } from './numbers.js';
import { problemContract } from './problems.js';
import { randomWorkloadContract } from './random-workloads.js';
import { readingContract } from './reading.js';
import { retentionContract } from './retention.js';
import { searchContract } from './search.js';

/** Where one store lives: opened and closed as often as a test likes, then removed. */
export interface StorePlace {
  open(): Promise<Store>;
  remove(): Promise<void>;
}

export interface StoreContractOptions {
  /** Why nothing outlives a close, for a store of which that is true: leaves out what reopens. */
  readonly volatile?: string;
  /** How many random workloads to run. */
  readonly workloads?: number;
}

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

/** Wraps a test that needs one fresh store. */
export type WithStore = (work: (store: Store) => Promise<void>) => () => Promise<void>;
