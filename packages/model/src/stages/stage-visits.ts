import type { Flow } from '../flow/flow.js';
import { flowIndex } from '../flow/flow-index.js';
import { later, type EpochNanos } from '../time.js';
import type { Transition } from '../orders/order-event.js';
import { entryNanos, sortedTransitions, stageEntries } from './transition-order.js';

/** An order's stay in one stage. */
export interface StageVisit {
  readonly stage: string;
  /** Time of entry; never before the entry into the stage before. */
  readonly sinceNanos: EpochNanos;
  /** Time of entry into the next stage; absent on the last. */
  readonly untilNanos?: EpochNanos;
  readonly transition: Transition;
  /** The clocks of two services disagree: by its own time, this entry would precede that of the stage before. */
  readonly clocksDisagree: boolean;
}

/**
 * Visits from an event log. A log has one clock, so its order is kept and repeated entries count as separate visits.
 */
function importedVisits(sorted: readonly Transition[]): readonly StageVisit[] {
  return sorted.map((transition, index) => {
    const next = sorted[index + 1];
    const sinceNanos = entryNanos(transition);
    const until = next === undefined ? {} : { untilNanos: entryNanos(next) };
    return { stage: transition.stage, sinceNanos, ...until, transition, clocksDisagree: false };
  });
}

/**
 * The visits of an order to its stages, in sequence. Imported transitions without telemetry keep the log's order; for
 * telemetry see `stageEntries`. The result depends only on the set of transitions: shuffled, duplicated or split, they
 * give the same.
 */
export function stageVisits(flow: Flow, transitions: Iterable<Transition>): readonly StageVisit[] {
  const visits: StageVisit[] = [];
  const sorted = sortedTransitions(transitions);
  if (sorted.every((transition) => transition.source !== undefined)) return importedVisits(sorted);
  for (const transition of stageEntries(flowIndex(flow), sorted)) {
    const before = visits.at(-1);
    const sinceNanos = before ? later(before.sinceNanos, transition.timeNanos) : transition.timeNanos;
    if (before) visits[visits.length - 1] = { ...before, untilNanos: sinceNanos };
    const clocksDisagree = before !== undefined && transition.timeNanos < before.transition.timeNanos;
    visits.push({ stage: transition.stage, sinceNanos, transition, clocksDisagree });
  }
  return visits;
}
