import type { DurationNanos } from '../time.js';
import type { Carrier } from './hop-span.js';

/** How often what is sent to one place is seen to arrive there. Counts are weighted: recent ones count more. */
export interface PlaceCoverage {
  readonly receiver: string;
  /** Receipts that the receiver's own spans show. */
  readonly seen: number;
  /** Receipts that are proven otherwise, while the receiver's own span was not seen. */
  readonly unseen: number;
  /** Proven losses. */
  readonly lost: number;
  /** From a sending until its receipt can usually be seen; absent until enough are known. */
  readonly usualNanos?: DurationNanos;
}

/** What absence means at each place. */
export interface Coverage {
  /** Of what the sender sends there, else of what all send there; absent where nobody is known to receive. */
  at(place: string, sender: string): PlaceCoverage | undefined;
}

export const noCoverage: Coverage = { at: () => undefined };

/** One text for a place: a queue, or a request's target. */
export function placeKey(kind: Carrier, destination: string): string {
  return `${kind} ${destination}`;
}

/** What is heard of the order after a sending whose receipt is missing. */
export type LifeAfter =
  /** Nothing, for longer than orders are usually silent. */
  | 'none'
  /** It moved on, but its receiver has not named it since. */
  | 'elsewhere'
  /** Its receiver has named it since: the receipt may just not have been seen. */
  | 'receiver';

/** The share of receipts without any such sign afterwards. */
const silentShare: Readonly<Record<LifeAfter, number>> = { none: 0.01, elsewhere: 0.02, receiver: 1 };

/** Receivers begin with 99 of 100 receipts seen; what the flow file declares is not shaken by a few. */
const missedAtFirst = 0.01;
const declaredWeight = 100;
const learnedWeight = 10;
const lostAtFirst = 0.01;
const lostWeight = 100;
const leastLossRate = 0.001;

export interface MissingReceipt {
  readonly coverage: Pick<PlaceCoverage, 'seen' | 'unseen' | 'lost'>;
  /** The flow file says that this application must receive it. */
  readonly declared: boolean;
  readonly life: LifeAfter;
}

/**
 * How probable it is that a receipt which should have been seen by now is missing because it was lost, and not because
 * it was not seen. Both rates are learned; silence afterwards speaks for a loss.
 */
export function lossProbability({ coverage, declared, life }: MissingReceipt): number {
  const { seen, unseen, lost } = coverage;
  const weight = declared ? declaredWeight : learnedWeight;
  const missRate = (missedAtFirst * weight + unseen) / (weight + seen + unseen);
  const lossRate = Math.max(
    leastLossRate,
    (lostAtFirst * lostWeight + lost) / (lostWeight + seen + unseen + lost),
  );
  return lossRate / (lossRate + (1 - lossRate) * missRate * silentShare[life]);
}

/** From here on a missing receipt is a loss. */
export const lostFrom = 0.9;
