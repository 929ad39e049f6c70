import type { EpochNanos, OrderRef } from '@ordertrace/model';

/**
 * What is kept of an order:
 * - `all`;
 * - `skeleton`: its state, events and facts, its spans between services (see `isInSkeleton`), and those of
 *   its log records that are events;
 * - `nothing`: only facts.
 */
export type Keeping = 'all' | 'skeleton' | 'nothing';

export interface RetentionRule {
  /** The name of the rule in the report. */
  readonly name: string;
  readonly keep: Keeping;
}

export interface RetentionRequest {
  /** At most 30. */
  readonly rules: readonly RetentionRule[];
  /**
   * Each existing order with the index of its rule. Data of an order that is not listed is kept. Data of
   * several orders follows the rule that keeps most of it.
   */
  readonly orders:
    | Iterable<readonly [order: OrderRef, rule: number]>
    | AsyncIterable<readonly [order: OrderRef, rule: number]>;
  /**
   * Older records that belong to no order are removed: those of traces without order, and those outside of
   * any trace.
   */
  readonly technicalBeforeNanos?: EpochNanos;
  /** True to count only. */
  readonly dryRun: boolean;
  /** The least share of a file (0 to 1, default 0) that must be removable before the file is rewritten. */
  readonly leastShare?: number;
  /** Reports the progress from time to time: how many bytes of how many were checked. */
  readonly onProgress?: (progress: { readonly doneBytes: number; readonly ofBytes: number }) => void;
}

/** The report's name for records that belong to no order. */
export const technicalRule = 'technical';

export interface RetentionCount {
  /** Name of the rule, or `technicalRule`. */
  readonly rule: string;
  readonly spans: number;
  readonly logs: number;
  /** Orders that were removed whole. */
  readonly orders: number;
  /** The approximate size on disk. */
  readonly bytes: number;
}

export interface RetentionReport {
  /** By rule; rules that remove nothing are left out. */
  readonly removed: readonly RetentionCount[];
}

/** What to erase: a text in any place, all data of an order, or all data of a trace. */
export type ErasureTarget =
  { readonly matching: string } | { readonly order: OrderRef } | { readonly traceId: string };

export interface ErasureRequest {
  readonly target: ErasureTarget;
  /** True to count only. */
  readonly dryRun: boolean;
}

/** Counts of removed items. For a text, counts of blanked items. */
export interface ErasureReport {
  readonly spans: number;
  readonly logs: number;
  readonly events: number;
  /** Orders that were removed whole: as the target, or because their ID or tenant contains the text. */
  readonly orders: number;
  readonly facts: number;
  /** Orders whose events changed, so that their states must be folded again. */
  readonly refold: readonly OrderRef[];
}

export interface Retention {
  /** Removes data by the rules; its disk space is free when this resolves. Appends and reads continue. */
  retain(request: RetentionRequest): Promise<RetentionReport>;
  /**
   * Removes data for good: when this resolves, no file of the store contains it.
   *
   * - A text is blanked: each byte becomes `*`, in names, attributes, bodies, resources, events, states and
   *   facts. The records stay readable. It is also found URL-encoded, escaped as in JSON, and, if it is a
   *   whole number, as a number. An order whose ID or tenant contains the text is removed whole. Matching is
   *   case-sensitive.
   * - Of an order, its log records, events, state, facts and traces are removed. If a trace names other
   *   orders too, only its records that name the order are removed.
   * - Of a trace, its spans, log records and events are removed.
   *
   * The same data is stored again if it is sent again later.
   */
  erase(request: ErasureRequest): Promise<ErasureReport>;
}
