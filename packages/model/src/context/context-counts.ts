import type { Carrier, HopSpan } from '../hops/hop-span.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { EpochNanos } from '../time.js';

/** A span that the audit reads. */
export interface AuditedSpan extends HopSpan {
  /** The span names its order in percent encoding, which was decoded. */
  readonly isPercentEncoded?: boolean;
}

/** The fields of a log line that the audit reads. */
export interface AuditedLog {
  readonly timeNanos: EpochNanos;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly service: string;
  readonly orders: readonly OrderRef[];
  /** The line's text without its variable parts. Called only for a line with a loss. */
  readonly line: () => string;
}

/** How many records of an application carry the order. Records of traces that name no order are not counted. */
export interface ServiceContext {
  readonly service: string;
  readonly spans: number;
  readonly spansWithOrder: number;
  /** Spans that name no order, in a trace that names one. */
  readonly spansWithoutOrder: number;
  readonly logs: number;
  readonly logsWithOrder: number;
  readonly logsWithoutOrder: number;
  readonly logsOutsideTrace: number;
}

/** Counts of the context at hand-overs between two applications. */
export interface HopContextCount {
  readonly kind: Carrier;
  readonly destination: string;
  /** Empty where the consumer's span does not name the sender. */
  readonly from: string;
  readonly to: string;
  readonly received: number;
  readonly withOrder: number;
  readonly dropped: number;
  readonly unlinked: number;
  readonly withoutContext: number;
}

/** The orders that the records of a trace name. */
export interface TraceOrders {
  /** One of the named orders, with its tenant if any record gives it. */
  readonly order: OrderRef;
  /** Ids of the orders that are named with a tenant. */
  readonly withTenant: ReadonlySet<string>;
}
