import type { Flow } from '../flow/flow.js';
import type { OrderEvent } from '../orders/order-event.js';
import type { OrderRef } from '../orders/order-ref.js';
import { stageVisits, type StageVisit } from '../stages/stage-visits.js';
import { later, type EpochNanos } from '../time.js';

/** One step of an order's way: a stage entered, or an activity of an event log. */
export interface FlowStep {
  readonly activity: string;
  readonly service: string;
  /** The person or system that did it, from an event log; empty where unknown. */
  readonly resource: string;
  /** When its work began, where an interval is known. */
  readonly startNanos?: EpochNanos;
  /**
   * For a live order: begin of the first work between the step before and this one. Unlike `startNanos`, it does not
   * mean that the step was entered then. Never together with `startNanos`.
   */
  readonly workNanos?: EpochNanos;
  /** Time of the step; for an interval, its end. */
  readonly timeNanos: EpochNanos;
}

/** The way of one order, with at least one step, in sequence. All flow statistics are computed from it. */
export interface OrderHistory extends OrderRef {
  /** Name of its flow. */
  readonly flow: string;
  /** `live`, or `imported:` and the log's name for an order known only from an event log. */
  readonly source: string;
  /** The order has not ended: its last step still runs. */
  readonly open: boolean;
  readonly steps: readonly FlowStep[];
}

/** The activities of a statistic: stages (for imported history, its activities), or the services that did them. */
export const flowLevels = ['stage', 'service'] as const;
export type FlowLevel = (typeof flowLevels)[number];

export const liveSource = 'live';

/** The history of an order from its events; undefined where they contain no step. */
export function orderHistory(input: {
  readonly ref: OrderRef;
  readonly flow: Flow;
  readonly events: readonly OrderEvent[];
  readonly open: boolean;
}): OrderHistory | undefined {
  const { ref, flow, events, open } = input;
  const visits = stageVisits(
    flow,
    events.filter((event) => event.type === 'transition'),
  );
  if (visits.length === 0) return undefined;
  const sources = visits.map(({ transition }) => transition.source);
  const source = sources.every((name) => name !== undefined) ? sources[0] : undefined;
  return {
    tenantId: ref.tenantId,
    orderId: ref.orderId,
    flow: flow.name,
    source: source ?? liveSource,
    open,
    steps:
      source === undefined
        ? liveSteps(visits, events)
        : visits.map(({ stage, transition }) => {
            const { service, resource = '', startNanos, timeNanos } = transition;
            const start = startNanos === undefined ? {} : { startNanos };
            return { activity: stage, service, resource, ...start, timeNanos };
          }),
  };
}

/** Entered stages, each with the first work that began while the order was in the stage before. */
function liveSteps(visits: readonly StageVisit[], events: readonly OrderEvent[]): FlowStep[] {
  const begun = events.filter(({ type }) => type === 'work_started').map(({ timeNanos }) => timeNanos);
  return visits.map(({ stage, sinceNanos, transition }, i) => {
    const { service, resource = '' } = transition;
    const before = visits[i - 1];
    const work = before && earliestWithin(begun, before.sinceNanos, sinceNanos);
    const known = work === undefined ? {} : { workNanos: work };
    return { activity: stage, service, resource, ...known, timeNanos: sinceNanos };
  });
}

function earliestWithin(times: readonly EpochNanos[], from: EpochNanos, to: EpochNanos) {
  const within = times.filter((time) => time >= from && time <= to);
  return within.reduce<EpochNanos | undefined>(
    (first, time) => (first === undefined || time < first ? time : first),
    undefined,
  );
}

/** Begin of work on a step, where it is known; the work ends at the step's time. */
export function stepWork({ startNanos, workNanos }: FlowStep): EpochNanos | undefined {
  return startNanos ?? workNanos;
}

/** Time of entry into a step: the start of its interval where one is known. */
export function stepEntry({ startNanos, timeNanos }: FlowStep): EpochNanos {
  return startNanos ?? timeNanos;
}

/** The steps at a level. At the level of services, consecutive steps in one service count as one: the first. */
export function stepsAtLevel(steps: readonly FlowStep[], level: FlowLevel): readonly FlowStep[] {
  if (level === 'stage') return steps;
  return steps
    .filter(({ service }, i) => steps[i - 1]?.service !== service)
    .map((step) => ({ ...step, activity: step.service }));
}

/** Times of the first and of the last step. */
export function historySpan(steps: readonly FlowStep[]): { first: EpochNanos; last: EpochNanos } {
  return { first: steps[0]?.timeNanos ?? 0n, last: steps.at(-1)?.timeNanos ?? 0n };
}

/** Lead time of an order: from entry into its first step to its latest time. Steps of a log may overlap. */
export function leadSpan(steps: readonly FlowStep[]): { begin: EpochNanos; end: EpochNanos } {
  const [first] = steps;
  if (first === undefined) return { begin: 0n, end: 0n };
  const end = steps.reduce((latest, { timeNanos }) => later(latest, timeNanos), first.timeNanos);
  return { begin: stepEntry(first), end };
}

/** Hash of a sequence of activities: 64 bits as 16 hex digits, equal in every store. */
export function variantId(activities: readonly string[]): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  const mix = (code: number): void => {
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  };
  for (const activity of activities) {
    for (let i = 0; i < activity.length; i++) mix(activity.charCodeAt(i));
    mix(0x1f);
  }
  const end = (a: number, b: number): number =>
    (Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)) >>> 0;
  const [first, second] = [end(high, low), end(low, high)];
  return first.toString(16).padStart(8, '0') + second.toString(16).padStart(8, '0');
}
