import type { EpochNanos } from '@ordertrace/model';

/**
 * The company's three numbers, over all orders and problems. Quantiles are interpolated (linear), in
 * milliseconds, and absent if nothing is counted. Results have the sequence of the query.
 */
export interface CompanyNumbers {
  /** Lead times, from creation to the end, of orders that closed in one of these stages, by period. */
  leadTimes(
    query: NumberFilter & { readonly ends: readonly FlowEnd[]; readonly periods: readonly Period[] },
  ): Promise<readonly LeadTimes[]>;
  /** Counts of open orders, and of those with each bad situation, at each moment. */
  unresolvedAt(
    query: NumberFilter & { readonly moments: readonly EpochNanos[] },
  ): Promise<readonly Unresolved[]>;
  /** How long the problems that opened in each period lasted, from the time when the order became bad. */
  problemHours(
    query: NumberFilter & { readonly periods: readonly Period[] },
  ): Promise<readonly ProblemHours[]>;
}

/** A stage in which orders of a flow close. */
export interface FlowEnd {
  readonly flow: string;
  readonly stage: string;
}

export interface NumberFilter {
  readonly tenantId?: string;
  readonly flow?: string;
}

export interface Period {
  readonly fromNanos: EpochNanos;
  /** Exclusive. */
  readonly toNanos: EpochNanos;
}

export interface LeadTimes {
  readonly orders: number;
  readonly medianMs?: number;
  readonly p90Ms?: number;
}

export interface Unresolved {
  /** Orders that had started and not ended. */
  readonly open: number;
  /** Orders with a problem of that situation, which had started and was not resolved. */
  readonly lost: number;
  readonly failed: number;
  readonly stuck: number;
}

export interface ProblemHours {
  readonly problems: number;
  readonly found: Standing;
  readonly acknowledged: Standing;
  readonly resolved: Standing;
}

/** Quantiles over the problems with a known duration. */
export interface Standing {
  readonly medianMs?: number;
  readonly totalMs: number;
}
