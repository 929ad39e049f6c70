import type { EpochNanos } from '@ordertrace/model';

/**
 * The company's three numbers, over all orders and problems at once. Quantiles lie between two values where the
 * count says so (linear), as milliseconds; absent where nothing is counted. Answers come in the order asked.
 */
export interface CompanyNumbers {
  /** From creation to the end, of orders that closed in one of these stages in each of the periods. */
  leadTimes(
    query: NumberFilter & { readonly ends: readonly FlowEnd[]; readonly periods: readonly Period[] },
  ): Promise<readonly LeadTimes[]>;
  /** What was under way, and in what bad way, at each of the moments. */
  unresolvedAt(
    query: NumberFilter & { readonly moments: readonly EpochNanos[] },
  ): Promise<readonly Unresolved[]>;
  /** How long problems opened in each of the periods stood, from when the order went wrong. */
  problemHours(
    query: NumberFilter & { readonly periods: readonly Period[] },
  ): Promise<readonly ProblemHours[]>;
}

/** A stage that orders of a flow close in. */
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
  /** Orders that had begun and not ended. */
  readonly open: number;
  /** Orders with a problem of that situation, which had begun and was not resolved. */
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

/** Of the problems of which it is known. */
export interface Standing {
  readonly medianMs?: number;
  readonly totalMs: number;
}
