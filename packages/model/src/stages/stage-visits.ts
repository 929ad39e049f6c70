import type { Flow } from '../flow/flow.js';
import { flowIndex } from '../flow/flow-index.js';
import { later, type EpochNanos } from '../time.js';
import type { Transition } from '../orders/order-event.js';
import { entryNanos, sortedTransitions, stageEntries } from './transition-order.js';

/** An order's stay in one stage. */
export interface StageVisit {
  readonly stage: string;
  /** When it entered; never before it entered the stage before. */
  readonly sinceNanos: EpochNanos;
  /** When it entered the next one; absent on the last. */
  readonly untilNanos?: EpochNanos;
  readonly transition: Transition;
  /** The clocks of two services disagree: by its own time it would have come before the stage before it. */
  readonly clocksDisagree: boolean;
}

/** An event log is one account with one clock: its order stands, and what it says twice happened twice. */
function importedVisits(sorted: readonly Transition[]): readonly StageVisit[] {
  return sorted.map((transition, index) => {
    const next = sorted[index + 1];
    const sinceNanos = entryNanos(transition);
    const until = next === undefined ? {} : { untilNanos: entryNanos(next) };
    return { stage: transition.stage, sinceNanos, ...until, transition, clocksDisagree: false };
  });
}

/**
 * The stays of an order in its stages, in order. What was imported, and nothing else, comes as the log has it;
 * for telemetry see `stageEntries`. Depends on nothing but the set of transitions: shuffled,
 * doubled or split, they give the same.
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
