import type { SpanRef } from '../hops/hop-span.js';
import type { SpanKind, SpanStatus } from '../telemetry/span.js';
import type { DurationNanos, EpochNanos } from '../time.js';

/** The fields of a span that a trace view needs. */
export interface TraceSpan extends SpanRef {
  readonly parentSpanId?: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly startNanos: EpochNanos;
  readonly durationNanos: DurationNanos;
}

/** A span with its position in the tree. */
export interface TraceNode<T extends TraceSpan = TraceSpan> {
  readonly span: T;
  /** Sorted by adjusted start. */
  readonly children: readonly TraceNode<T>[];
  /** 0 at a root. */
  readonly depth: number;
  /** The span names a parent that is missing. */
  readonly orphan: boolean;
  /** Start after the correction of its clock by its parent's. */
  readonly startNanos: EpochNanos;
  /** Shift of its start; 0 where the clocks agree. */
  readonly movedNanos: DurationNanos;
}

/** A node during construction of the tree. */
export interface DraftNode<T extends TraceSpan> {
  readonly span: T;
  readonly orphan: boolean;
  depth: number;
  startNanos: EpochNanos;
  movedNanos: DurationNanos;
  readonly children: DraftNode<T>[];
}
