import type { EpochNanos, OrderRef } from '@ordertrace/model';

/**
 * What stays of an order:
 * - `all`;
 * - `skeleton`: its state, events and facts; of its spans those between services (see `isInSkeleton`); of its log
 *   records those that are events;
 * - `nothing`: only facts.
 */
export type Keeping = 'all' | 'skeleton' | 'nothing';

export interface RetentionRule {
  /** By which the report counts. */
  readonly name: string;
  readonly keep: Keeping;
}

export interface RetentionRequest {
  /** At most 30. */
  readonly rules: readonly RetentionRule[];
  /**
   * Each order there is with the index of its rule. What belongs to one that is not told of stays; what belongs to
   * several orders stays as the one says that keeps most of it.
   */
  readonly orders:
    | Iterable<readonly [order: OrderRef, rule: number]>
    | AsyncIterable<readonly [order: OrderRef, rule: number]>;
  /** Older records of traces that belong to no order go, and so do older records outside of any trace and order. */
  readonly technicalBeforeNanos?: EpochNanos;
  /** Only counts. */
  readonly dryRun: boolean;
  /** A file of which a smaller share would go stays as it is until more would; from 0, which is what is used, to 1. */
  readonly leastShare?: number;
  /** Told now and then how many bytes of how many were looked through. */
  readonly onProgress?: (progress: { readonly doneBytes: number; readonly ofBytes: number }) => void;
}

/** Name under which records that belong to no order are counted. */
export const technicalRule = 'technical';

export interface RetentionCount {
  /** Name of the rule, or `technicalRule`. */
  readonly rule: string;
  readonly spans: number;
  readonly logs: number;
  /** Orders that went whole. */
  readonly orders: number;
  /** About what it took on disk. */
  readonly bytes: number;
}

export interface RetentionReport {
  /** By rule, those of which nothing goes left out. */
  readonly removed: readonly RetentionCount[];
}

/** What to erase: a text wherever it stands, all of an order, or all of a trace. */
export type ErasureTarget =
  { readonly matching: string } | { readonly order: OrderRef } | { readonly traceId: string };

export interface ErasureRequest {
  readonly target: ErasureTarget;
  /** Only counts. */
  readonly dryRun: boolean;
}

/** How many of each were removed, or, of what holds a text, blanked. */
export interface ErasureReport {
  readonly spans: number;
  readonly logs: number;
  readonly events: number;
  /** Orders that went whole, as an order, or because their id or tenant holds the text. */
  readonly orders: number;
  readonly facts: number;
  /** Orders that have other events than before, so that their states must be folded again. */
  readonly refold: readonly OrderRef[];
}

export interface Retention {
  /** Removes what the rules let go; the room it took is free when this resolves. Appends and reads go on meanwhile. */
  retain(request: RetentionRequest): Promise<RetentionReport>;
  /**
   * Removes something for good: when this resolves, no file of the store holds it.
   *
   * - A text is blanked: each byte of it becomes `*`, wherever it stands in names, attributes, bodies, resources,
   *   events, states and facts; so the records stay readable. It is also found URL-encoded, as JSON has it, and, being
   *   a whole number, as one. An order whose id or tenant holds the text goes whole. Upper and lower case differ.
   * - Of an order goes all: its traces unless they name other orders too (of these, the records that name the order),
   *   log records, events, state and facts.
   * - Of a trace go spans, log records and events.
   *
   * The same data sent again later is stored again.
   */
  erase(request: ErasureRequest): Promise<ErasureReport>;
}
