import type { DurationNanos } from '../time.js';
import type { Carrier } from './hop-span.js';

/** How often sendings to a place are seen to arrive there. Counts are weighted: recent ones count more. */
export interface PlaceCoverage {
  readonly receiver: string;
  /** Receipts seen in the receiver's own spans. */
  readonly seen: number;
  /** Receipts with another proof, while the receiver's own span was not seen. */
  readonly unseen: number;
  /** Proven losses. */
  readonly lost: number;
  /** Instances of the receiver; present where some of them are never seen to receive. */
  readonly instances?: { readonly known: number; readonly neverSeen: number };
  /** Share of receipts that the receiver declares to sample; absent where it declares none. */
  readonly sampledShare?: number;
  /** Usual time from a sending until its receipt can be seen; absent until enough are known. */
  readonly usualNanos?: DurationNanos;
  /** Time within which 99 of 100 handlings there end; absent until enough are known. */
  readonly handlingNanos?: DurationNanos;
}

/** The process that sends something. */
export interface Sender {
  readonly service: string;
  readonly instance?: string | undefined;
  readonly version?: string | undefined;
}

/** The meaning of a missing receipt at each place. */
export interface Coverage {
  /**
   * Coverage of one sender's sendings to the place: of its instance, of its version, of its service, or of all senders
   * together. The first of these with enough sendings counts. Absent where no receiver is known.
   */
  at(place: string, sender: Sender): PlaceCoverage | undefined;
  /** Share of its traces that a service declares to keep, at any place; absent where it declares none. */
  sampledShare?(service: string): number | undefined;
}

export const noCoverage: Coverage = { at: () => undefined };

/** Text key of a place: a queue, or a request's target. */
export function placeKey(kind: Carrier, destination: string): string {
  return `${kind} ${destination}`;
}

/** Signs of the order after a sending whose receipt is missing. */
export type LaterSigns =
  /** No sign, for longer than orders are usually silent. */
  | 'none'
  /** The order moved on, but its receiver has not named it since. */
  | 'elsewhere'
  /** Its receiver has named the order since, so perhaps the receipt was only not seen. */
  | 'receiver';

/** Share of receipts that are followed by no such sign. */
const silentShare: Readonly<Record<LaterSigns, number>> = { none: 0.01, elsewhere: 0.02, receiver: 1 };

/**
 * Initial share of receipts that are not seen: a receiver begins with 99 of 100 seen. A few missing receipts do not
 * change what the flow file declares.
 */
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
  /** Share of receipts that the receiver declares to sample. */
  readonly sampledShare?: number | undefined;
  readonly life: LaterSigns;
}

/**
 * Probability that a missing receipt is a loss, and was not just unseen. The receipt should have been seen by now. Both
 * rates are learned; silence afterwards raises the probability of a loss. At least the receipts that the receiver declares
 * not to sample are unseen.
 */
export function lossProbability({ coverage, declared, sampledShare = 1, life }: MissingReceipt): number {
  const { seen, unseen, lost } = coverage;
  const weight = declared ? declaredWeight : learnedWeight;
  const learnedRate = (missedAtFirst * weight + unseen) / (weight + seen + unseen);
  const missRate = Math.max(learnedRate, 1 - sampledShare);
  const lossRate = Math.max(
    leastLossRate,
    (lostAtFirst * lostWeight + lost) / (lostWeight + seen + unseen + lost),
  );
  return lossRate / (lossRate + (1 - lossRate) * missRate * silentShare[life]);
}

/** Probability from which a missing receipt counts as a loss. */
export const lostFrom = 0.9;
