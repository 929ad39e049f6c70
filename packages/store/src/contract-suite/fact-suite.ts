import { describe } from 'vitest';
import type { FactStore } from '../contract.js';
import { factListContract } from './facts.js';
import { freshStore, type StorePlace } from './store-place.js';

/** The behaviours of every fact store. */
export function factContract(name: string, newPlace: () => Promise<StorePlace<FactStore>>): void {
  describe(`${name} keeps the fact contract`, () => {
    factListContract(freshStore(newPlace));
  });
}
