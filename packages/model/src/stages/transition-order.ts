import type { FlowIndex } from '../flow/flow-index.js';
import { nanosPerMilli, type DurationNanos, type EpochNanos } from '../time.js';
import type { Transition } from '../orders/order-event.js';

/** Largest difference between the clocks of two services. Beyond it, their times decide. */
export const clocksApartNanos: DurationNanos = 15n * 60_000n * nanosPerMilli;
/** The same for the instances of one service. */
const instancesApartNanos: DurationNanos = 1000n * nanosPerMilli;
/** How many of one service's transitions are compared with each other at a time. */
const mostAtOnce = 32;

function compareTexts(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Time of entry into the stage: the begin of the work where an interval is known. */
export function entryNanos({ startNanos, timeNanos }: Transition): EpochNanos {
  return startNanos ?? timeNanos;
}

/**
 * A total order: by time (for an interval its start, then its end), then by place in the input, then by content.
 * Transitions that are equal in all of these are the same.
 */
function compareTransitions(a: Transition, b: Transition): number {
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

/** Sorted by time, without duplicates. */
export function sortedTransitions(transitions: Iterable<Transition>): Transition[] {
  const sorted = [...transitions].sort(compareTransitions);
  return sorted.filter((event, i) => {
    const before = sorted[i - 1];
    return before === undefined || compareTransitions(before, event) !== 0;
  });
}

/** Whether a transition can be the next one of an order in `current` (empty: before its first). */
function fits(index: FlowIndex, current: string, event: Transition): boolean {
  if (event.previousStage !== undefined && event.previousStage !== '') return event.previousStage === current;
  return current === '' ? index.isStart(event.stage) : index.follows(current, event.stage);
}

/** The transitions that could be next by the clocks. Each service has one queue, sorted by time. */
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

/** The entries if, sorted by time, each is the next step of the flow; undefined where one is not. */
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

/**
 * Whether the service that reported the current stage reports another one later. Its own clock decides the order, so a
 * known stage is then entered again: rework.
 */
function isRework(current: Transition, { service, timeNanos, previousStage = '' }: Transition): boolean {
  return (
    previousStage === '' && service === current.service && timeNanos > current.timeNanos + instancesApartNanos
  );
}

/**
 * Whether the event enters no stage. It then repeats the current stage, repeats a recent one by another clock, or comes
 * after the end of an order that nothing reopened.
 */
function entersNothing(index: FlowIndex, entries: readonly Transition[], event: Transition): boolean {
  const current = entries.at(-1);
  if (current === undefined || current.stage === event.stage) return current !== undefined;
  if (fits(index, current.stage, event)) return false;
  if (index.isEnd(current.stage)) return true;
  if (isRework(current, event)) return false;
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
 * The stages that an order entered, in their most probable order:
 * - The clocks decide, unless those of two services differ by less than `clocksApartNanos`.
 * - Within that time the flow, or the previous stage that a transition names, may decide otherwise.
 * - One service's own order is kept, up to a second between its instances.
 * - An end stage is the last of all transitions within that time.
 * - Repeated reports of a stage are removed, unless the service that reported the current stage reports it later.
 * - After an end stage, only a transition that the flow allows, or that names the end as its previous stage, counts.
 *
 * `sorted` must come from `sortedTransitions`; the result depends only on the set.
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
    if (!entersNothing(index, entries, chosen)) entries.push(chosen);
  }
  return entries;
}
