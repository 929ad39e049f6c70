import type { OrderEvent } from '../orders/order-event.js';
import type { OrderRef } from '../orders/order-ref.js';

/**
 * Telemetry in transit to a store. Each column is one typed array; texts and repeated parts are stored once.
 *
 * Everything a query filters or sorts by is a column. The rest of a record stays in `body`, as the bytes of an OTLP
 * message with only the fields that have no column (see `packages/otlp`). A store keeps a body and returns it; it never
 * reads it.
 *
 * ```
 *   row      0      1      2             texts   ['shop-api', 'POST /orders', '201', …]
 *   name   [ 1      1      4 ]   ──►     resources [bytes, …]   scopes [bytes, …]
 *   body   │aaaa│bb│cccccc│              bodyEnd [4, 6, 12]
 *   orders: row 0 → order 0, row 2 → order 0, row 2 → order 1   (a span may work for several)
 * ```
 *
 * Arrays may be longer than `length`; cells beyond it are undefined. The receiver of a batch owns it: a store may
 * transfer its buffers to another thread.
 */
export interface TelemetryBatch {
  readonly spans: SpanColumns;
  readonly logs: LogColumns;
  /** The order events among `logs`, decoded, and those learned from spans. */
  readonly events: readonly OrderEvent[];
  /** What `service`, `name`, `statusCode`, … point into. Index 0 is always the empty text. */
  readonly texts: readonly string[];
  /** OTLP `Resource` messages; what `resource` columns point into. */
  readonly resources: readonly Uint8Array[];
  /** OTLP `InstrumentationScope` messages; what `scope` columns point into. */
  readonly scopes: readonly Uint8Array[];
  /** The orders that records of this batch name; what `OrderColumns.order` points into. */
  readonly orders: readonly OrderRef[];
}

/** Which rows name which orders; sorted by row, at most once each. */
export interface OrderColumns {
  readonly length: number;
  readonly row: Uint32Array;
  readonly order: Uint32Array;
}

/** Columns that spans and log records share. */
export interface RecordColumns {
  readonly length: number;
  /** The first and the last eight bytes of the trace id, big-endian; both 0 where there is none. */
  readonly traceIdHigh: BigUint64Array;
  readonly traceIdLow: BigUint64Array;
  /** 0 where there is none. */
  readonly spanId: BigUint64Array;
  /** Start of the span, time of the log record; nanoseconds since the epoch. */
  readonly timeNanos: BigInt64Array;
  /** Index into `texts`: `service.name`. */
  readonly service: Uint32Array;
  /** Index into `resources`. */
  readonly resource: Uint32Array;
  /** Index into `scopes`. */
  readonly scope: Uint32Array;
  readonly orders: OrderColumns;
  /**
   * Hash of the whole record as it was sent (64 bits, resource and scope included). Equal hashes mean byte-identical
   * records.
   */
  readonly contentHash: BigUint64Array;
  readonly body: Uint8Array;
  /** End of each row's body in `body`. A body begins where that of the row before ends. */
  readonly bodyEnd: Uint32Array;
}

export interface SpanColumns extends RecordColumns {
  /** 0 on a root span. */
  readonly parentSpanId: BigUint64Array;
  readonly durationNanos: BigInt64Array;
  /** Index into `spanKinds`. */
  readonly kind: Uint8Array;
  /** Index into `spanStatuses`. */
  readonly status: Uint8Array;
  /** Index into `texts`. */
  readonly name: Uint32Array;
  /** Index into `texts`: the nine fields' `status_code` (HTTP or gRPC status where there is one, else `OK` or `ERROR`). */
  readonly statusCode: Uint32Array;
}

export interface LogColumns extends RecordColumns {
  /** OTLP's severity number, 0 to 24. */
  readonly severity: Uint8Array;
  /** Index into `texts`; 0 for a plain log line. */
  readonly eventName: Uint32Array;
}
