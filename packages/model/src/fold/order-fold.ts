import { definedFields } from '@ordertrace/conventions';
import { diagnose, type Verdict } from '../diagnosis/diagnose.js';
import type { OrderKnowledge } from '../diagnosis/knowledge.js';
import type { Flow } from '../flow/flow.js';
import { flowIndex } from '../flow/flow-index.js';
import type { LearnedStageTimes } from '../flow/stage-times.js';
import type { Reception } from '../hops/hearing.js';
import { earlier, later, type EpochNanos } from '../time.js';
import type { OrderEvent } from '../orders/order-event.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { OrderState } from '../orders/order.js';
import { stageVisits, type StageVisit } from '../stages/stage-visits.js';

export interface FoldInput {
  readonly ref: OrderRef;
  /** The set of the order's events, in any order; duplicates count once. */
  readonly events: readonly OrderEvent[];
  /** Times of the earliest and latest span or log record that names the order. Its events extend this range. */
  readonly firstSeenNanos: EpochNanos;
  readonly lastSeenNanos: EpochNanos;
  readonly flow: Flow;
  /** Knowledge from its spans. Without it, only the stage's deadlines count. */
  readonly knowledge?: OrderKnowledge;
  readonly learned?: LearnedStageTimes;
  readonly silentServices?: ReadonlyMap<string, EpochNanos>;
  readonly reception?: Reception;
  readonly nowNanos: EpochNanos;
}

function verdict(input: FoldInput, visits: readonly StageVisit[], firstSeenNanos: EpochNanos): Verdict {
  const { events, knowledge = { events, hops: [], work: [], errors: [] } } = input;
  return diagnose({ ...input, events: knowledge.events, visits, firstSeenNanos, knowledge });
}

/**
 * An order's state as a function of a set of events: shuffled, duplicated or split events give the same state. An order
 * known only from an event log is history: it is closed where the log ends.
 */
export function foldOrder(input: FoldInput): OrderState {
  const { ref, flow, knowledge } = input;
  const events = knowledge?.events ?? input.events;
  const index = flowIndex(flow);
  const transitions = events.filter((event) => event.type === 'transition');
  const visits = stageVisits(flow, transitions);
  const current = visits.at(-1);
  const created = visits.find((visit) => index.isStart(visit.stage))?.sinceNanos;
  const times = events.map((event) => event.timeNanos);
  const firstSeenNanos = times.reduce(earlier, input.firstSeenNanos);
  const state = {
    tenantId: ref.tenantId,
    orderId: ref.orderId,
    flow: flow.name,
    stage: current?.stage ?? '',
    stageSinceNanos: current?.sinceNanos ?? firstSeenNanos,
    ...definedFields({ createdNanos: created }),
    firstSeenNanos,
    lastSeenNanos: times.reduce(later, input.lastSeenNanos),
  };
  if (current && index.isEnd(current.stage)) return { ...state, closedNanos: current.sinceNanos };
  const isHistory = transitions.every(({ source }) => source !== undefined);
  if (current && isHistory) return { ...state, closedNanos: current.transition.timeNanos };
  return { ...state, ...verdict(input, visits, firstSeenNanos) };
}
