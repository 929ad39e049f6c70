import type { Flow } from '../flow/flow.js';
import { hopsOf, hopsOfOrder, type Hop, type KnownReceivers } from '../hops/hops.js';
import type { HopSpan } from '../hops/hop-span.js';
import type { OrderEvent } from '../orders/order-event.js';
import { isSameOrder, type OrderRef } from '../orders/order-ref.js';
import { stageVisits } from '../stages/stage-visits.js';
import { workInProgress, type Work } from '../hops/work.js';
import type { EpochNanos } from '../time.js';
import { errorsOf, type OrderError } from './order-errors.js';
import { progressOf } from './progress.js';

/** What an order's spans tell, beyond its events. */
export interface OrderKnowledge {
  readonly hops: readonly Hop[];
  readonly work: readonly Work[];
  /** Work that ended in an error at every try so far, by its first try. */
  readonly errors: readonly OrderError[];
}

export interface KnowledgeInput {
  readonly ref: OrderRef;
  /** All spans of the order's traces, those of other orders in them included; any order. */
  readonly spans: Iterable<HopSpan>;
  readonly events: readonly OrderEvent[];
  readonly flow: Flow;
  readonly receivers: KnownReceivers;
  readonly nowNanos: EpochNanos;
}

function concerns(span: HopSpan, ref: OrderRef): boolean {
  return span.orders.length === 0 || span.orders.some((order) => isSameOrder(order, ref));
}

/** Works out an order's hops, work in progress and errors. */
export function orderKnowledge(input: KnowledgeInput): OrderKnowledge {
  const { ref, events, flow } = input;
  const spans = [...input.spans];
  const hops = hopsOfOrder(hopsOf(spans, input), ref);
  const visits = stageVisits(
    flow,
    events.filter((event) => event.type === 'transition'),
  );
  const own = spans.filter((span) => concerns(span, ref));
  const errors = errorsOf(own, flow, progressOf(hops, visits, events));
  return { hops, work: workInProgress(events, spans), errors };
}
