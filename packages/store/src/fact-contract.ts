import type { EpochNanos, Fact, OrderRef } from '@ordertrace/model';

/** Actions of people and the server, as appends. States such as a problem's are folds over them. */
export interface Facts {
  /** Stores these facts, except those whose ID is already stored. Durable when resolved; all or none. */
  appendFacts(facts: readonly Fact[]): Promise<void>;
  /**
   * Returns one page, by time, then ID. `next` is opaque and absent on the last page. An invalid `cursor`
   * starts from the beginning.
   */
  facts(query: FactQuery): Promise<FactPage>;
}

export interface FactQuery {
  /** Exact kinds, or prefixes that end in a dot: `problem.`. */
  readonly kinds?: readonly string[];
  readonly subject?: string;
  readonly order?: OrderRef;
  readonly tenantId?: string;
  readonly actor?: string;
  readonly fromNanos?: EpochNanos;
  /** Exclusive. */
  readonly toNanos?: EpochNanos;
  /** True for the latest fact of each order only, of those that match all else. */
  readonly latestOfOrder?: boolean;
  /** True for the latest first. */
  readonly descending?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface FactPage {
  readonly facts: readonly Fact[];
  readonly next?: string;
}
