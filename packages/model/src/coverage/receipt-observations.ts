import { definedFields } from '@ordertrace/conventions';
import { placeKey, type Sender } from '../hops/coverage.js';
import type { Hop } from '../hops/hop.js';
import type { DurationNanos, EpochNanos } from '../time.js';

/** One observation of a sending: whether its receipt was seen at its place. */
export interface ReceiptObservation {
  readonly place: string;
  readonly sender: Sender;
  /** Empty where the receiver is unknown. */
  readonly receiver: string;
  /** The instance and version that received it, where known. */
  readonly receiverInstance?: string;
  readonly receiverVersion?: string;
  readonly outcome: 'seen' | 'unseen' | 'lost';
  readonly sentNanos: EpochNanos;
  /** Share of such receipts that the receiver declares to sample; only where it was seen. */
  readonly sampledShare?: number;
  /** Time from the sending until its receipt could be seen; present only where it was seen. */
  readonly afterNanos?: DurationNanos;
  /** Duration of its handling; present only where it was seen. */
  readonly handlingNanos?: DurationNanos;
}

export function isSameObservation(a: ReceiptObservation, b: ReceiptObservation | undefined): boolean {
  return (
    a.place === b?.place &&
    a.receiver === b.receiver &&
    a.receiverInstance === b.receiverInstance &&
    a.receiverVersion === b.receiverVersion &&
    a.outcome === b.outcome &&
    a.sentNanos === b.sentNanos &&
    a.sender.service === b.sender.service &&
    a.sender.instance === b.sender.instance &&
    a.sender.version === b.sender.version &&
    a.sampledShare === b.sampledShare &&
    a.afterNanos === b.afterNanos &&
    a.handlingNanos === b.handlingNanos
  );
}

/** The outcome of a hop; `undefined` while it is undecided. An unseen receipt counts only where it is proven. */
function outcomeOf(hop: Hop): ReceiptObservation['outcome'] | undefined {
  const { proof, movedOn, state, certainty, declared, sendFailed } = hop;
  if (proof === 'receiver' || proof === 'without_context') return 'seen';
  if (proof === 'answer') return sendFailed === true ? undefined : 'unseen';
  if (proof === 'below' || (proof === 'unfinished' && movedOn === true)) return 'unseen';
  if (state === 'broken' && certainty === 'proven') return 'lost';
  return movedOn === true && declared !== true ? 'unseen' : undefined;
}

/** The receipt observations that the hops of an order give. */
export function receiptObservations(hops: readonly Hop[]): readonly ReceiptObservation[] {
  return hops.flatMap((hop) => {
    const outcome = outcomeOf(hop);
    const { kind, destination, from, to, missing, seenAfterNanos, handlingNanos, sampledShare } = hop;
    const [end] = to;
    if (outcome === undefined || destination === '') return [];
    const { service, instance, version } = from;
    const receiver = outcome === 'seen' ? (end?.service ?? '') : (missing[0] ?? '');
    const observation = {
      place: placeKey(kind, destination),
      sender: { service, instance, version },
      receiver,
      ...definedFields({ receiverInstance: end?.instance, receiverVersion: end?.version }),
      outcome,
      sentNanos: from.timeNanos,
    };
    return [
      outcome === 'seen' && seenAfterNanos !== undefined
        ? {
            ...observation,
            afterNanos: seenAfterNanos,
            ...definedFields({ handlingNanos, sampledShare }),
          }
        : observation,
    ];
  });
}
