import { definedFields } from '@ordertrace/conventions';
import type { PlaceCoverage } from '../hops/coverage.js';
import { DurationCounts } from './duration-counts.js';
import type { ReceiptObservation } from './receipt-observations.js';
import { ReceiptPeriods, type ReceiptCounts } from './receipt-periods.js';

/** Share of receipts that are seen within the usual delay. */
const usualShare = 0.95;
/** Share of handlings that end within the learned time. */
const handledShare = 0.99;

/** The receipts at one place. */
export class PlaceRecord {
  readonly #receipts = new ReceiptPeriods();
  readonly #delays = new DurationCounts();
  readonly #handlings = new DurationCounts();
  /** Coverage of the current counts; absent where they changed since. */
  #coverage: (Omit<PlaceCoverage, 'receiver'> & { readonly receiver?: string }) | undefined;

  get isEmpty(): boolean {
    return this.#receipts.isEmpty;
  }

  count(observation: ReceiptObservation, by: 1 | -1): void {
    const { afterNanos, handlingNanos } = observation;
    this.#coverage = undefined;
    this.#receipts.count(observation, by);
    if (afterNanos !== undefined) this.#delays.count(afterNanos, by);
    if (handlingNanos !== undefined) this.#handlings.count(handlingNanos, by);
  }

  /** Absent until a receiver is known: one that was seen there, else `usualReceiver`. */
  coverage(usualReceiver?: string): PlaceCoverage | undefined {
    this.#coverage ??= this.#recentCoverage();
    const receiver = this.#coverage.receiver ?? usualReceiver;
    return receiver === undefined ? undefined : { ...this.#coverage, receiver };
  }

  #recentCoverage() {
    const { counts, receiver, instances } = this.#receipts.recent();
    const { seen, unseen, lost } = counts;
    const usualNanos = this.#delays.within(usualShare);
    const handlingNanos = this.#handlings.within(handledShare);
    const sampledShare = shareOf(counts);
    return {
      ...{ seen, unseen, lost },
      ...definedFields({ receiver, usualNanos, handlingNanos, sampledShare }),
      ...(instances.neverSeen > 0 && instances.known > 1 ? { instances } : {}),
    };
  }
}

/**
 * Share of the arrivals that receivers declare to sample. Receivers that declare none keep everything. Rounded, so that
 * the result does not depend on the sequence of the sum.
 */
function shareOf({ seen, sampled, arrivals }: ReceiptCounts): number | undefined {
  return sampled > 0 ? Math.round((seen / (seen - sampled + arrivals)) * 1e6) / 1e6 : undefined;
}
