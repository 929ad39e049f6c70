import type { Store } from '../contract.js';

/** Where one store is kept: opened and closed as often as a test likes, then removed. */
export interface StorePlace<S = Store> {
  open(): Promise<S>;
  remove(): Promise<void>;
}

export interface StoreContractOptions {
  /** Why nothing outlives a close, for a store of which that is true: leaves out what reopens. */
  readonly volatile?: string;
  /** How many random workloads to run. */
  readonly workloads?: number;
}

/** Wraps a test that needs one fresh store. */
export type WithStore<S = Store> = (work: (store: S) => Promise<void>) => () => Promise<void>;

/** Gives each test a store of its own, which is closed and removed after it. */
export function freshStore<S extends { close(): Promise<void> }>(
  newPlace: () => Promise<StorePlace<S>>,
): WithStore<S> {
  return (work) => async () => {
    const place = await newPlace();
    const store = await place.open();
    try {
      await work(store);
    } finally {
      await store.close();
      await place.remove();
    }
  };
}
