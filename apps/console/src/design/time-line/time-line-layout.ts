import type { Journey, TransitionView } from '@ordertrace/api';
import { foldedScale, straightScale, type Stretch, type TimeScale } from '../fold-scale.js';
import { microsOf, microsPerHour, microsPerMilli } from '../instant.js';

/** An order's stay in one stage. */
export interface StageStay extends Stretch {
  readonly key: string;
  readonly stage: string;
  readonly entry: TransitionView;
  /** The order is still in it. */
  readonly open: boolean;
  /** The stage closes the order: a point in time. */
  readonly end: boolean;
}

/** The stays in the order of time; the last lasts until `now` where the order is open. */
export function stageStays(
  transitions: readonly TransitionView[],
  { now, closed }: { readonly now: number; readonly closed: boolean },
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
    };
  });
}

/** What the time line spans: from the first to the last known moment. Undefined where no stage is known. */
export function spanOf(stays: readonly StageStay[]): Stretch | undefined {
  const first = stays[0];
  const last = stays.at(-1);
  return first === undefined || last === undefined ? undefined : { from: first.from, to: last.to };
}

/** When anything was seen of the order. */
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

const leastFold = 2 * microsPerHour;

/**
 * The scale of the time line. Folded, a quiet time of more than a twelfth of the whole (and of two hours)
 * shrinks to a strip whose width still grows a little with its length.
 */
export function timeLineScale(span: Stretch, activity: readonly Stretch[], fold: boolean): TimeScale {
  if (!fold) {
    return straightScale(span);
  }
  const foldLonger = Math.max(leastFold, (span.to - span.from) / 12);
  const straight = foldedScale({ span, activity, foldLonger, weigh: ({ from, to }) => to - from });
  const shown = straight.pieces.filter((piece) => !piece.folded);
  const drawn = shown.reduce((sum, piece) => sum + piece.to - piece.from, 0);
  const unit = Math.max(drawn, 1);
  return foldedScale({
    span,
    activity,
    foldLonger,
    weigh: ({ from, to, folded }) =>
      folded ? 0.1 * (1 + Math.log2((to - from) / foldLonger)) : 0.05 + (to - from) / unit,
  });
}
