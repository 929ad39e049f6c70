import { describe } from 'vitest';
import type { FactStore, StateStore } from '../contract.js';
import { flowStatisticsContract } from './flow-statistics.js';
import { numberContract } from './numbers.js';
import { orderStateContract } from './order-states.js';
import { problemContract } from './problems.js';
import { stateVersionContract } from './saved-states.js';
import { freshStore, type StoreContractOptions, type StorePlace } from './store-place.js';

/**
 * The behaviours of every state store. It stores facts too: the state of a problem is saved together with its
 * facts.
 */
export function stateContract(
  name: string,
  newPlace: () => Promise<StorePlace<StateStore & FactStore>>,
  options: StoreContractOptions = {},
): void {
  describe(`${name} keeps the state contract`, () => {
    const withStore = freshStore(newPlace);
    orderStateContract(withStore);
    stateVersionContract(withStore);
    problemContract(withStore);
    flowStatisticsContract(withStore, newPlace, options);
    numberContract(withStore);
  });
}
