import type { Store } from '../contract.js';

/** A place for one store. A test may open and close it several times; then it is removed. */
export interface StorePlace<S = Store> {
  open(): Promise<S>;
  remove(): Promise<void>;
}

export interface StoreContractOptions {
  /** Why a store is not durable. If present, tests that reopen the store are skipped. */
  readonly volatile?: string;
  /** How many random workloads to run. */
  readonly workloads?: number;
}

/** Wraps a test that needs one empty store. */
export type WithStore<S = Store> = (work: (store: S) => Promise<void>) => () => Promise<void>;

/** Gives each test a new store, which is closed and removed afterwards. */
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
