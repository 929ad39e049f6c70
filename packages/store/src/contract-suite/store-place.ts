import type { Store } from '../contract.js';

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

/** Wraps a test that needs one fresh store. */
export type WithStore = (work: (store: Store) => Promise<void>) => () => Promise<void>;
