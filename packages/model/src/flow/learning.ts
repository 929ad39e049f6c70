import type { Transition } from '../orders/order-event.js';
import type { EpochNanos } from '../time.js';

/** A span or log line, as `learn` rules read it. */
export interface LearnableRecord {
  readonly type: 'span' | 'log';
  readonly service: string;
  /** Name of the span; empty for a log line. */
  readonly name: string;
  /** Text of the log line; empty for a span. */
  readonly text: string;
  /** Start of the span, time of the log line. */
  readonly startNanos: EpochNanos;
  /** End of the span; the same as the start for a log line. */
  readonly endNanos: EpochNanos;
  readonly traceId?: string;
  readonly spanId?: string;
  /** An attribute as text; undefined where there is none. */
  attribute(key: string): string | undefined;
}

/** Derives transitions from a record by a flow's `learn` rules; most records give none. */
export type TransitionLearner = (record: LearnableRecord) => readonly Transition[];
