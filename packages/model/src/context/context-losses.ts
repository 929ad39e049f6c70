import type { OrderRef } from '../orders/order-ref.js';
import type { EpochNanos } from '../time.js';

/**
 * The ways in which the context of an order is lost:
 *
 * - `hop_drops_order`: the sender of a message or request names the order, its receiver does not;
 * - `span_drops_order`: a span's parent in the same application names the order, the span does not;
 * - `message_without_context`: a message is consumed in a span that has neither parent nor link;
 * - `message_unlinked`: only the message's id connects the consumer's span with its sending;
 * - `log_without_order`: a log line names no order, though its trace does;
 * - `log_outside_trace`: a log line belongs to no trace and names no order;
 * - `span_without_order`: a span names no order, though its trace does, and no span before it named one;
 * - `order_without_tenant`: an order is named, and nothing in its trace gives its tenant;
 * - `order_id_encoded`: a record names its order in percent or form encoding, as in undecoded baggage.
 */
export const contextLosses = [
  'hop_drops_order',
  'message_without_context',
  'message_unlinked',
  'span_drops_order',
  'log_without_order',
  'log_outside_trace',
  'order_without_tenant',
  'order_id_encoded',
  'span_without_order',
] as const;

export type ContextLoss = (typeof contextLosses)[number];

/** One record that lost the context. */
export interface LossExample {
  readonly timeNanos: EpochNanos;
  readonly traceId?: string;
  readonly spanId?: string;
  /** The record's order, where another record of its trace names it. */
  readonly order?: OrderRef;
}

/** One place where the context is lost. */
export interface LossFinding {
  readonly loss: ContextLoss;
  /** The application to correct: the one that sent the record without context. */
  readonly service: string;
  /** Name of the span, queue or route, or text of the log line. */
  readonly place: string;
  /** The sender, for a hop. */
  readonly from?: string;
  readonly count: number;
  readonly lastNanos: EpochNanos;
  /** The latest examples, a few at most. */
  readonly examples: readonly LossExample[];
}
