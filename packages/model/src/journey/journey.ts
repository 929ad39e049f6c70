import { orderKnowledge, type KnowledgeInput, type OrderKnowledge } from '../diagnosis/knowledge.js';
import { flowIndex } from '../flow/flow-index.js';
import type { HopSpan } from '../hops/hop-span.js';
import type { Transition } from '../orders/order-event.js';
import type { AwaitedParty } from '../orders/order.js';
import { stageVisits, type StageVisit } from '../stages/stage-visits.js';
import { traceSummaries, type TraceSummary } from '../traces/trace-summary.js';

/** One entry into a stage, in the order in which the entries happened. */
export interface JourneyTransition extends Pick<StageVisit, 'sinceNanos' | 'untilNanos' | 'clocksDisagree'> {
  readonly transition: Transition;
  /** Who must move the order on from here; absent at an end, and for stages that the flow doesn't know. */
  readonly waitsFor?: AwaitedParty;
}

/** An order's journey from its events and spans, each list sorted by time. */
export interface OrderJourney<T extends HopSpan = HopSpan> extends OrderKnowledge {
  readonly transitions: readonly JourneyTransition[];
  readonly traces: readonly TraceSummary<T>[];
}

export interface JourneyInput<T extends HopSpan> extends KnowledgeInput {
  readonly spans: Iterable<T>;
}

/** Assembles an order's journey. `spans` may have more fields than the analysis needs; the traces keep them. */
export function assembleJourney<T extends HopSpan>(input: JourneyInput<T>): OrderJourney<T> {
  const index = flowIndex(input.flow);
  const spans = [...input.spans];
  const knowledge = orderKnowledge({ ...input, spans });
  const visits = stageVisits(
    input.flow,
    knowledge.events.filter((event) => event.type === 'transition'),
  );
  const transitions = visits.map(({ stage, ...visit }): JourneyTransition => {
    const known = index.stage(stage);
    return known && !index.isEnd(stage) ? { ...visit, waitsFor: known.waitsFor } : visit;
  });
  return { transitions, traces: traceSummaries(spans), ...knowledge };
}
