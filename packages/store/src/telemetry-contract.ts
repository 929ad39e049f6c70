import type {
  EpochNanos,
  LogRecord,
  OrderEvent,
  OrderRef,
  SpanKind,
  SpanStatus,
  TelemetryBatch,
} from '@ordertrace/model';

export interface TelemetryAppender {
  /**
   * Keeps a batch. Resolves when it is durable: a process killed the moment after loses nothing of it.
   * Batches are kept whole or not at all. Takes the batch over: its buffers may be moved to another thread.
   *
   * A record that is byte-identical to one already kept (a sender's retry) is not kept again, but counted in
   * `duplicates`; records with the same ids and other content are all kept.
   */
  append(batch: TelemetryBatch): Promise<Appended>;
}

export interface Appended {
  /** Grows with each durable commit; several batches may share one. */
  readonly commit: bigint;
  readonly spans: number;
  readonly logs: number;
  /** Order events that were not known of late. */
  readonly events: number;
  readonly duplicates: number;
}

/** A span as kept: the columns, and the rest as bytes that `packages/otlp` turns into a `Span`. */
export interface StoredSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startNanos: EpochNanos;
  readonly durationNanos: bigint;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly name: string;
  readonly service: string;
  readonly statusCode: string;
  /** The orders it names itself. */
  readonly orders: readonly OrderRef[];
  readonly body: Uint8Array;
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
}

export interface StoredLog {
  readonly timeNanos: EpochNanos;
  /** Absent where the line belongs to no trace. */
  readonly traceId?: string;
  readonly spanId?: string;
  readonly service: string;
  readonly severity: number;
  readonly eventName: LogRecord['eventName'];
  readonly orders: readonly OrderRef[];
  readonly body: Uint8Array;
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
}

/** What was appended about one order, as of one moment. */
export interface OrderRecords {
  readonly order: OrderRef;
  /** As `eventsOfOrders` gives them. */
  readonly events: readonly OrderEvent[];
  /** As `spansOfOrder` gives them. */
  readonly spans: readonly StoredSpan[];
  /** As `logsOfOrder` gives them. */
  readonly logs: readonly StoredLog[];
}

export interface TelemetryReader {
  /** Events, spans and log records of these orders, each order once, in the order asked, all from one snapshot. */
  recordsOfOrders(orders: readonly OrderRef[]): AsyncIterable<OrderRecords>;
  /**
   * All spans of the order, by start time: those that name it, and all others of the traces of those
   * (a trace found through one span that names the order comes whole). Only traces that name the order
   * under this tenant or without one count (see `NamedTraces`). No time range.
   */
  spansOfOrder(order: OrderRef): AsyncIterable<StoredSpan>;
  /** All log records of the order, by time: those that name it and those of its traces. */
  logsOfOrder(order: OrderRef): AsyncIterable<StoredLog>;
  /** All spans of a trace, by start time. Span ids that stand twice with other content come twice. */
  spansOfTrace(query: { readonly traceId: string }): AsyncIterable<StoredSpan>;
  logsOfTrace(query: { readonly traceId: string }): AsyncIterable<StoredLog>;
  /** Spans by what has a column, newest first. What has none, the caller filters as it streams. */
  findSpans(query: SpanQuery): AsyncIterable<StoredSpan>;
  /** Log records by what has a column, newest first. */
  findLogs(query: LogQuery): AsyncIterable<StoredLog>;
}

export interface SpanQuery {
  /** Of the start, as `toNanos`. */
  readonly fromNanos?: EpochNanos;
  /** Exclusive. */
  readonly toNanos?: EpochNanos;
  readonly service?: string;
  readonly name?: string;
  readonly status?: SpanStatus;
  readonly minDurationNanos?: bigint;
  readonly maxDurationNanos?: bigint;
}

export interface LogQuery {
  readonly fromNanos?: EpochNanos;
  /** Exclusive. */
  readonly toNanos?: EpochNanos;
  readonly service?: string;
  readonly minSeverity?: number;
  readonly eventName?: string;
}

/** How far someone has read who follows what is committed. */
export interface TelemetryPosition {
  readonly commit: bigint;
  /** Present where some of the next commits were told already; opaque, to be given back with `commit`. */
  readonly part?: string;
}

export interface TelemetryFollower {
  /**
   * Spans and log records that were committed after a position, oldest commits first, about `limitBytes` of their
   * bodies; and the position to ask from next, which does not move where there is nothing new. It outlives a
   * restart. What was removed since is left out; after a `part` some records may be told again.
   */
  telemetryAfter(
    query: TelemetryPosition & { readonly limitBytes: number },
  ): Promise<
    TelemetryPosition & { readonly spans: readonly StoredSpan[]; readonly logs: readonly StoredLog[] }
  >;
}
