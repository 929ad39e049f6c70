import { describe } from 'vitest';
import { durabilityContract } from './durability.js';
import { erasureContract } from './erasure.js';
import { factContract } from './fact-suite.js';
import { journeyContract } from './journeys.js';
import { positionContract } from './positions.js';
import { randomWorkloadContract } from './random-workloads.js';
import { retentionContract } from './retention.js';
import { stateContract } from './state-suite.js';
import { freshStore, type StoreContractOptions, type StorePlace } from './store-place.js';
import { telemetryContract } from './telemetry-suite.js';

/** The behaviours of a whole store: those of each contract, and those that involve several contracts. */
export function storeContract(
  name: string,
  newPlace: () => Promise<StorePlace>,
  options: StoreContractOptions = {},
): void {
  telemetryContract(name, newPlace);
  stateContract(name, newPlace, options);
  factContract(name, newPlace);
  describe(`${name} keeps the contracts together`, () => {
    const withStore = freshStore(newPlace);
    positionContract(withStore);
    journeyContract(withStore);
    retentionContract(withStore);
    erasureContract(withStore);
    durabilityContract(newPlace, options);
    randomWorkloadContract(newPlace, options);
  });
}
