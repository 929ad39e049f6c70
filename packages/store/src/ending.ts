import type { StoreError } from './errors.js';

/** A store that can fail as a whole. */
export interface EndingStore {
  /**
   * Resolves with the reason when the store can't go on: each later call is rejected with it, until the store
   * is opened again. Never resolves for a store that was closed.
   */
  readonly ended: Promise<StoreError>;
}
