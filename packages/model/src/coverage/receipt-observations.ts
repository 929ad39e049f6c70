import { placeKey } from '../hops/coverage.js';
import type { Hop } from '../hops/hops.js';
import type { DurationNanos, EpochNanos } from '../time.js';

/** What one sending teaches about what is seen at its place. */
export interface ReceiptObservation {
  readonly place: string;
  readonly sender: string;
  /** Empty where it is not known who received. */
  readonly receiver: string;
  readonly outcome: 'seen' | 'unseen' | 'lost';
  readonly sentNanos: EpochNanos;
  /** Until its receipt could be seen; present where it was. */
  readonly afterNanos?: DurationNanos;
}

/** A receipt that was not seen counts only where it is proven. What is not decided yet counts as neither. */
function outcomeOf(hop: Hop): ReceiptObservation['outcome'] | undefined {
  const { proof, movedOn, state, certainty, declared, sendFailed } = hop;
  if (proof === 'receiver' || proof === 'without_context') return 'seen';
  if (proof === 'answer') return sendFailed === true ? undefined : 'unseen';
  if (proof === 'below') return 'unseen';
  if (state === 'broken' && certainty === 'proven') return 'lost';
  return movedOn === true && declared !== true ? 'unseen' : undefined;
}

/** What the hops of an order teach. */
export function receiptObservations(hops: readonly Hop[]): readonly ReceiptObservation[] {
  return hops.flatMap((hop) => {
    const outcome = outcomeOf(hop);
    const { kind, destination, from, to, missing, seenAfterNanos } = hop;
    if (outcome === undefined || destination === '') return [];
    const receiver = outcome === 'seen' ? (to[0]?.service ?? '') : (missing[0] ?? '');
    const observation = {
      place: placeKey(kind, destination),
      sender: from.service,
      receiver,
      outcome,
      sentNanos: from.timeNanos,
    };
    return [
      outcome === 'seen' && seenAfterNanos !== undefined
        ? { ...observation, afterNanos: seenAfterNanos }
        : observation,
    ];
  });
}
