import type { Journey, TransitionView } from '@ordertrace/api';
import { foldedScale, merged, straightScale, type Stretch, type TimeScale } from '../fold-scale.js';
import { microsOf, microsPerMilli, microsPerSecond } from '../instant.js';

/** An order's stay in one stage. */
export interface StageStay extends Stretch {
  readonly key: string;
  readonly stage: string;
  readonly entry: TransitionView;
  /** True while the order is in this stage. */
  readonly open: boolean;
  /** True if the stage closes the order: a point in time. */
  readonly end: boolean;
  /**
   * Beginning and kind of the trouble, if the order can't move on by itself. The stage then waits for nobody.
   */
  readonly trouble?: Trouble | undefined;
}

/** A lost or failed order that nobody moves on, since this moment in microseconds. */
export interface Trouble {
  readonly situation: 'lost' | 'failed';
  readonly from: number;
}

/**
 * Part of a stay, with the party that the order waits for: a machine, an operator, or nobody if it is lost.
 */
export interface StayPart extends Stretch {
  readonly waits: NonNullable<TransitionView['waits_for']> | 'unknown' | Trouble['situation'];
}

/** The stay split at the beginning of its trouble. */
export function stayParts(stay: StageStay): StayPart[] {
  const waits = stay.entry.waits_for ?? 'unknown';
  const from = Math.min(Math.max(stay.trouble?.from ?? stay.to, stay.from), stay.to);
  const whole: StayPart = { from: stay.from, to: stay.to, waits };
  if (stay.trouble === undefined) return [whole];
  const lost: StayPart = { from, to: stay.to, waits: stay.trouble.situation };
  return from > stay.from ? [{ ...whole, to: from }, lost] : [lost];
}

/** Stays by time. The last one ends at `now` if the order is open. */
export function stageStays(
  transitions: readonly TransitionView[],
  {
    now,
    closed,
    trouble,
  }: { readonly now: number; readonly closed: boolean; readonly trouble?: Trouble | undefined },
): StageStay[] {
  const entries = transitions
    .map((entry) => ({ entry, from: microsOf(entry.timestamp) }))
    .sort((one, other) => one.from - other.from);
  return entries.map(({ entry, from }, index) => {
    const next = entries[index + 1];
    const last = next === undefined;
    const until = last ? (closed ? from : now) : next.from;
    return {
      key: `${entry.stage}@${entry.timestamp}`,
      stage: entry.stage,
      entry,
      from,
      to: Math.max(from, until),
      open: last && !closed,
      end: last && closed,
      ...(last && !closed && trouble !== undefined ? { trouble } : {}),
    };
  });
}

/** Period of the time line: from the first to the last known moment. Undefined if no stage is known. */
export function spanOf(stays: readonly StageStay[]): Stretch | undefined {
  const first = stays[0];
  const last = stays.at(-1);
  return first === undefined || last === undefined ? undefined : { from: first.from, to: last.to };
}

/** Periods with telemetry of the order. */
export function activityOf(journey: Journey): Stretch[] {
  const points = [
    ...journey.transitions.map((each) => each.timestamp),
    ...journey.logs.map((each) => each.timestamp),
  ];
  return [
    ...points.map(microsOf).map((at) => ({ from: at, to: at })),
    ...journey.traces.map(({ started_at, duration_ms }) => {
      const from = microsOf(started_at);
      return { from, to: from + duration_ms * microsPerMilli };
    }),
  ];
}

/** Waiting time of an order by owner, and the working time of machines. Microseconds. */
export interface TimeShares {
  readonly waits: ReadonlyMap<string, number>;
  /** Duration of its traces; overlapping time counts once. */
  readonly worked: number;
}

export function timeShares(stays: readonly StageStay[], journey: Journey): TimeShares {
  const waits = new Map<string, number>();
  for (const stay of stays.filter((each) => !each.end)) {
    for (const { waits: whom, from, to } of stayParts(stay)) {
      waits.set(whom, (waits.get(whom) ?? 0) + to - from);
    }
  }
  const traced = merged(
    journey.traces.flatMap((trace) =>
      trace.spans.map((span) => {
        const from = microsOf(span.timestamp);
        return { from, to: from + span.duration * microsPerMilli };
      }),
    ),
  );
  return { waits, worked: traced.reduce((sum, { from, to }) => sum + to - from, 0) };
}

const leastFold = 10 * 60 * microsPerSecond;

/**
 * The scale of the time line. When folded, quiet time of more than ten minutes (and of 1/200 of the whole)
 * counts as idle. Space grows with the square root of time: longer is still wider, but minutes of work stay
 * visible beside weeks of waiting.
 */
export function timeLineScale(span: Stretch, activity: readonly Stretch[], fold: boolean): TimeScale {
  if (!fold) {
    return straightScale(span);
  }
  const whole = span.to - span.from;
  return foldedScale({
    span,
    activity,
    foldLonger: Math.max(leastFold, whole / 200),
    weigh: ({ from, to }) => Math.sqrt(to - from + whole / 5000),
  });
}
