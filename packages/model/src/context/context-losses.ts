import type { OrderRef } from '../orders/order-ref.js';
import type { EpochNanos } from '../time.js';

/**
 * How the context of an order is lost.
 *
 * - `hop_drops_order`: the sender of a message or request names the order, its receiver does not;
 * - `span_drops_order`: a span's parent in the same application names the order, the span does not;
 * - `message_without_context`: a message is consumed in a span that has neither parent nor link;
 * - `message_unlinked`: only the message's id says which sending the consumer's span belongs to;
 * - `log_without_order`: a log line names no order, though its trace does;
 * - `log_outside_trace`: a log line belongs to no trace and names no order;
 * - `span_without_order`: a span names no order, though its trace does, and no span before it named one;
 * - `order_without_tenant`: an order is named, and nothing in its trace says whose it is.
 */
export const contextLosses = [
  'hop_drops_order',
  'message_without_context',
  'message_unlinked',
  'span_drops_order',
  'log_without_order',
  'log_outside_trace',
  'order_without_tenant',
  'span_without_order',
] as const;

export type ContextLoss = (typeof contextLosses)[number];

/** Where one record lost it. */
export interface LossExample {
  readonly timeNanos: EpochNanos;
  readonly traceId?: string;
  readonly spanId?: string;
  /** The order it belongs to, where something else in its trace says so. */
  readonly order?: OrderRef;
}

/** One place where the context is lost. */
export interface LossFinding {
  readonly loss: ContextLoss;
  /** The application that is to be put right: where the record without context comes from. */
  readonly service: string;
  /** Name of the span, queue or route, or what the log line says. */
  readonly place: string;
  /** Of a hop: who sent. */
  readonly from?: string;
  readonly count: number;
  readonly lastNanos: EpochNanos;
  /** The latest few. */
  readonly examples: readonly LossExample[];
}
