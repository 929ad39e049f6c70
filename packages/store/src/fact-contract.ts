import type { EpochNanos, Fact, OrderRef } from '@ordertrace/model';

/** What people and the server did, as appends; states such as a problem's are folds over them. */
export interface Facts {
  /** Keeps these facts, those of ids that are kept already left out. Durable when resolved; all or none. */
  appendFacts(facts: readonly Fact[]): Promise<void>;
  /**
   * One page, by time, then id; `next` is opaque and absent on the last page. A `cursor` that is none begins at
   * the start.
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
  /** Latest first. */
  readonly descending?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface FactPage {
  readonly facts: readonly Fact[];
  readonly next?: string;
}
