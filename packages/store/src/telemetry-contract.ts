import type { Position, Positions } from './position.js';
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
   * Appends a batch, whole or not at all. Resolves when it is durable: a process killed right after loses
   * nothing of it. Takes ownership of the batch: its buffers may move to another thread.
   *
   * A record that is byte-identical to a stored one (a sender's retry) is not stored again, but counted in
   * `duplicates`. Records with the same IDs and other content are all stored.
   */
  append(batch: TelemetryBatch): Promise<Appended>;
}

export interface Appended {
  /** The position after the batch; several batches may share one. */
  readonly position: Position;
  readonly spans: number;
  readonly logs: number;
  /** The number of order events that are not recent duplicates. */
  readonly events: number;
  readonly duplicates: number;
}

/** A stored span: the columns, and the other fields as bytes that `packages/otlp` turns into a `Span`. */
export interface StoredSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly startNanos: EpochNanos;
  readonly durationNanos: bigint;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly name: string;
  readonly service: string;
  readonly statusCode: string;
  /** The orders that the span itself names. */
  readonly orders: readonly OrderRef[];
  readonly body: Uint8Array;
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
}

export interface StoredLog {
  readonly timeNanos: EpochNanos;
  /** Absent if the line belongs to no trace. */
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

/** All appended data of one order, from one snapshot. */
export interface OrderRecords {
  readonly order: OrderRef;
  /** As `eventsOfOrders` returns them. */
  readonly events: readonly OrderEvent[];
  /** By start time. */
  readonly spans: readonly StoredSpan[];
  /** By time. */
  readonly logs: readonly StoredLog[];
}

export interface TelemetryReader {
  /**
   * Events, spans and log records of these orders, without duplicates, in the sequence of the query, all from
   * one snapshot. The records of an order are those that name it, and all others of their traces. Only traces
   * that name the order under this tenant or without one count (see `NamedTraces`). There is no time range.
   */
  recordsOfOrders(orders: readonly OrderRef[]): AsyncIterable<OrderRecords>;
  /** All spans of a trace, by start time. Spans with the same ID and other content are all returned. */
  spansOfTrace(query: { readonly traceId: string }): AsyncIterable<StoredSpan>;
  logsOfTrace(query: { readonly traceId: string }): AsyncIterable<StoredLog>;
  /** Finds spans by column values and texts, newest first. The caller filters by other fields as it streams. */
  findSpans(query: SpanQuery): AsyncIterable<StoredSpan>;
  /** Finds log records by column values, newest first. */
  findLogs(query: LogQuery): AsyncIterable<StoredLog>;
}

export interface SpanQuery {
  /** The least start time, inclusive. `toNanos` limits the start time too. */
  readonly fromNanos?: EpochNanos;
  /** Exclusive. */
  readonly toNanos?: EpochNanos;
  readonly service?: string;
  readonly name?: string;
  readonly status?: SpanStatus;
  readonly minDurationNanos?: bigint;
  readonly maxDurationNanos?: bigint;
  /** Each text occurs in the bytes of the body, the resource or the scope. */
  readonly texts?: readonly string[];
  /** Most spans that are searched for `texts`, newest first, of those that match all else. */
  readonly mostSearched?: number;
}

export interface LogQuery {
  readonly fromNanos?: EpochNanos;
  /** Exclusive. */
  readonly toNanos?: EpochNanos;
  readonly service?: string;
  readonly minSeverity?: number;
  readonly eventName?: string;
}

export interface FollowQuery {
  readonly after: Position;
  /** Approximate limit of the bodies that are returned. */
  readonly limitBytes: number;
}

/** Records of a follower, and the position after them. */
export interface FollowedRecords {
  readonly position: Position;
  readonly spans: readonly StoredSpan[];
  readonly logs: readonly StoredLog[];
}

export interface TelemetryFollower {
  readonly positions: Positions;
  /**
   * Returns the spans and log records that were appended after a position, oldest first. The next position is
   * unchanged if there is nothing new. Removed records are left out. A store may repeat records, but never
   * leaves one out.
   */
  telemetryAfter(query: FollowQuery): Promise<FollowedRecords>;
}
