import type { Carrier } from '../hops/hop-span.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { EpochNanos } from '../time.js';

/** A log line, as far as the audit looks at it. */
export interface AuditedLog {
  readonly timeNanos: EpochNanos;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly service: string;
  readonly orders: readonly OrderRef[];
  /** What it says, without what changes from line to line; asked for only where it lost something. */
  readonly line: () => string;
}

/** How much of what an application sends carries the order. Records of traces that name no order count in neither. */
export interface ServiceContext {
  readonly service: string;
  readonly spans: number;
  readonly spansWithOrder: number;
  /** Spans that name no order in a trace that names one. */
  readonly spansWithoutOrder: number;
  readonly logs: number;
  readonly logsWithOrder: number;
  readonly logsWithoutOrder: number;
  readonly logsOutsideTrace: number;
}

/** What becomes of the context between two applications. */
export interface HopContextCount {
  readonly kind: Carrier;
  readonly destination: string;
  /** Empty where the consumer's span says nothing of who sent. */
  readonly from: string;
  readonly to: string;
  readonly received: number;
  readonly withOrder: number;
  readonly dropped: number;
  readonly unlinked: number;
  readonly withoutContext: number;
}

/** What the records of a trace say of orders. */
export interface TraceOrders {
  /** One that is named, with its tenant if any record tells it. */
  readonly order: OrderRef;
  /** Ids that are named with a tenant. */
  readonly withTenant: ReadonlySet<string>;
}
