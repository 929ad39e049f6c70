import type { FlowIndex } from '../flow/flow-index.js';
import { nanosPerMilli, type DurationNanos, type EpochNanos } from '../time.js';
import type { Transition } from '../orders/order-event.js';

/** How far apart the clocks of two services may be before what they say is taken as it stands. */
export const clocksApartNanos: DurationNanos = 15n * 60_000n * nanosPerMilli;
/** The same for the instances of one service. */
const instancesApartNanos: DurationNanos = 1000n * nanosPerMilli;
/** How many of one service's transitions are weighed against each other at a time. */
const mostAtOnce = 32;

function compareTexts(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** When the stage was entered: the begin of the work where an interval is known. */
export function entryNanos({ startNanos, timeNanos }: Transition): EpochNanos {
  return startNanos ?? timeNanos;
}

/**
 * A total order: by time (of an interval its start, then its end), ties by place in the input, then by content;
 * what is equal in all is the same transition.
 */
export function compareTransitions(a: Transition, b: Transition): number {
  return (
    compareNumbers(entryNanos(a), entryNanos(b)) ||
    compareNumbers(a.timeNanos, b.timeNanos) ||
    compareNumbers(a.place ?? -1n, b.place ?? -1n) ||
    compareTexts(a.stage, b.stage) ||
    compareTexts(a.previousStage, b.previousStage) ||
    compareTexts(a.service, b.service) ||
    compareTexts(a.actor, b.actor) ||
    compareTexts(a.traceId, b.traceId) ||
    compareTexts(a.spanId, b.spanId) ||
    compareTexts(a.source, b.source) ||
    compareTexts(a.resource, b.resource)
  );
}

/** Sorted by time, equal ones once. */
export function sortedTransitions(transitions: Iterable<Transition>): Transition[] {
  const sorted = [...transitions].sort(compareTransitions);
  return sorted.filter((event, i) => {
    const before = sorted[i - 1];
    return before === undefined || compareTransitions(before, event) !== 0;
  });
}

/** Whether a transition can be the next one of an order in `current` (empty: before its first). */
export function fits(index: FlowIndex, current: string, event: Transition): boolean {
  if (event.previousStage !== undefined && event.previousStage !== '') return event.previousStage === current;
  return current === '' ? index.isStart(event.stage) : index.follows(current, event.stage);
}

/** Which of the next transitions could be the next by the clocks: one queue a service, in time order. */
function candidatesOf(queues: readonly Transition[][]): Transition[] {
  let first: Transition | undefined;
  for (const [head] of queues) if (head && (!first || head.timeNanos < first.timeNanos)) first = head;
  if (!first) return [];
  const limit = first.timeNanos + clocksApartNanos;
  return queues
    .flatMap((queue) => {
      const head = queue[0];
      if (!head) return [];
      const until = head.timeNanos + instancesApartNanos;
      return queue.slice(0, mostAtOnce).filter((event) => event.timeNanos <= until);
    })
    .filter((event) => event.timeNanos <= limit)
    .sort(compareTransitions);
}

function comesBefore(index: FlowIndex, a: Transition, b: Transition): boolean {
  if (a === b || a.stage === b.stage || a.previousStage === b.stage) return false;
  if (b.previousStage === a.stage) return true;
  return index.reaches(a.stage, b.stage) && !index.reaches(b.stage, a.stage);
}

function choose(
  index: FlowIndex,
  current: string,
  candidates: readonly Transition[],
): Transition | undefined {
  const fitting = candidates.filter((event) => fits(index, current, event));
  const open = fitting.find((event) => !index.isEnd(event.stage));
  const first = candidates.filter((event) => !candidates.some((other) => comesBefore(index, other, event)));
  const firstOpen = first.find((event) => !index.isEnd(event.stage) && event.stage !== current);
  return open ?? (fitting.length > 0 ? (firstOpen ?? fitting[0]) : (firstOpen ?? first[0] ?? candidates[0]));
}

/** The entries if, in time order, each is the next step of the flow; undefined where one is not. */
function walk(index: FlowIndex, sorted: readonly Transition[]): readonly Transition[] | undefined {
  const entries: Transition[] = [];
  let current = '';
  for (const event of sorted) {
    if (event.stage === current) continue;
    if (!fits(index, current, event)) return undefined;
    entries.push(event);
    current = event.stage;
  }
  return entries;
}

/** Says again what is known: the stage the order is in, or was in a moment ago by another clock. */
function repeats(index: FlowIndex, entries: readonly Transition[], event: Transition): boolean {
  const current = entries.at(-1)?.stage ?? '';
  if (current === event.stage) return true;
  if (fits(index, current, event)) return false;
  return entries.some(({ stage, timeNanos }) => {
    const apart = event.timeNanos - timeNanos;
    return stage === event.stage && apart <= clocksApartNanos && -apart <= clocksApartNanos;
  });
}

function queuesByService(sorted: readonly Transition[]): ReadonlyMap<string, Transition[]> {
  const queues = new Map<string, Transition[]>();
  for (const event of sorted) {
    const queue = queues.get(event.service);
    if (queue) queue.push(event);
    else queues.set(event.service, [event]);
  }
  return queues;
}

/**
 * The stages an order entered, in the order in which it did, as far as it can be told. The clocks decide,
 * except where those of two services differ by less than `clocksApartNanos` and the flow, or what a transition
 * says of the stage before it, tells otherwise. One service's own order stands, up to a second between its
 * instances. An end stage comes last of what happened within that time. What is only said again is left out.
 *
 * `sorted` must come from `sortedTransitions`; the result depends on nothing but the set.
 */
export function stageEntries(index: FlowIndex, sorted: readonly Transition[]): readonly Transition[] {
  const walked = walk(index, sorted);
  if (walked) return walked;
  const byService = queuesByService(sorted);
  const queues = [...byService.values()];
  const entries: Transition[] = [];
  for (let left = sorted.length; left > 0; left--) {
    const chosen = choose(index, entries.at(-1)?.stage ?? '', candidatesOf(queues));
    if (!chosen) break;
    const queue = byService.get(chosen.service) ?? [];
    queue.splice(queue.indexOf(chosen), 1);
    if (!repeats(index, entries, chosen)) entries.push(chosen);
  }
  return entries;
}
