import type { SpanRef } from '../hops/hop-span.js';
import type { SpanKind, SpanStatus } from '../telemetry/span.js';
import type { DurationNanos, EpochNanos } from '../time.js';

/** What a trace view needs of a span. */
export interface TraceSpan extends SpanRef {
  readonly parentSpanId?: string;
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly startNanos: EpochNanos;
  readonly durationNanos: DurationNanos;
}

/** A span in its place. */
export interface TraceNode<T extends TraceSpan = TraceSpan> {
  readonly span: T;
  /** By adjusted start. */
  readonly children: readonly TraceNode<T>[];
  /** 0 at a root. */
  readonly depth: number;
  /** Names a parent that isn't there. */
  readonly orphan: boolean;
  /** Start after its clock was set to its parent's. */
  readonly startNanos: EpochNanos;
  /** How far its start was moved; 0 where the clocks agree. */
  readonly movedNanos: DurationNanos;
}

/** A node while the tree is being made. */
export interface DraftNode<T extends TraceSpan> {
  readonly span: T;
  readonly orphan: boolean;
  depth: number;
  startNanos: EpochNanos;
  movedNanos: DurationNanos;
  readonly children: DraftNode<T>[];
}
