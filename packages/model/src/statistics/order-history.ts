import type { Flow } from '../flow/flow.js';
import type { OrderEvent } from '../orders/order-event.js';
import type { OrderRef } from '../orders/order-ref.js';
import { stageVisits, type StageVisit } from '../stages/stage-visits.js';
import type { EpochNanos } from '../time.js';

/** One step of an order's way: a stage entered, or an activity of an event log. */
export interface FlowStep {
  readonly activity: string;
  readonly service: string;
  /** Who did it, as an event log says; empty where that is not known. */
  readonly resource: string;
  /** When its work began, where an interval is known. */
  readonly startNanos?: EpochNanos;
  /**
   * Of a live order: when the first work began that was done between the step before and this one. Unlike a start it
   * does not say that the step was entered then. Never beside `startNanos`.
   */
  readonly workNanos?: EpochNanos;
  /** When it happened; of an interval, when it ended. */
  readonly timeNanos: EpochNanos;
}

/** The way of one order, in the order of its steps; never without steps. What all flow statistics are made of. */
export interface OrderHistory extends OrderRef {
  /** Name of its flow. */
  readonly flow: string;
  /** `live`, or `imported:` and the log's name for what is known from an event log alone. */
  readonly source: string;
  /** It has not ended: its last step still runs. */
  readonly open: boolean;
  readonly steps: readonly FlowStep[];
}

/** What activities of a statistic are: stages (of imported history: its activities), or the services that did them. */
export const flowLevels = ['stage', 'service'] as const;
export type FlowLevel = (typeof flowLevels)[number];

export const liveSource = 'live';

/** The way that events tell; undefined where they tell of no step. */
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

/** Stages entered, each with the first work that began while the order was in the stage before. */
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

/** When work on a step began, where that is known: its interval ends when the step happened. */
export function stepWork({ startNanos, workNanos }: FlowStep): EpochNanos | undefined {
  return startNanos ?? workNanos;
}

/** When a step was entered: the start of its interval where one is known. */
export function stepEntry({ startNanos, timeNanos }: FlowStep): EpochNanos {
  return startNanos ?? timeNanos;
}

/** The steps of another level: of services, the first step of each stay in a service stands for the stay. */
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

/** 64 bits, as 16 hex digits, that tell one sequence of activities from another; the same in every store. */
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
