import { definedFields } from '@ordertrace/conventions';
import type { PlaceCoverage } from '../hops/coverage.js';
import { nanosFromMillis } from '../time.js';
import { DurationCounts } from './duration-counts.js';
import type { ReceiptObservation } from './receipt-observations.js';

const dayNanos = nanosFromMillis(86_400_000);
/** Weight of a day's receipts, relative to those of the next day. */
const fading = 0.5;
/** A smaller declared share counts as this one. */
const leastShare = 1e-6;
/** Share of receipts that are seen within the usual delay. */
const usualShare = 0.95;
/** Share of handlings that end within the learned time. */
const handledShare = 0.99;

interface DayCounts {
  seen: number;
  unseen: number;
  lost: number;
  /** Receipts whose receiver declares to sample, and the number of arrivals that they stand for. */
  sampled: number;
  arrivals: number;
}

function noCounts(): DayCounts {
  return { seen: 0, unseen: 0, lost: 0, sampled: 0, arrivals: 0 };
}

/** Daily counts of the receipts seen at one place. */
export class PlaceRecord {
  readonly #days = new Map<bigint, DayCounts>();
  readonly #receivers = new Map<string, number>();
  readonly #delays = new DurationCounts();
  readonly #handlings = new DurationCounts();

  get isEmpty(): boolean {
    return this.#days.size === 0;
  }

  count(observation: ReceiptObservation, by: 1 | -1): void {
    const { sentNanos, outcome, receiver, afterNanos, handlingNanos, sampledShare } = observation;
    const day = sentNanos / dayNanos;
    const counts = this.#days.get(day) ?? noCounts();
    counts[outcome] += by;
    if (sampledShare !== undefined) {
      counts.sampled += by;
      counts.arrivals += by / Math.max(leastShare, sampledShare);
    }
    if (counts.seen + counts.unseen + counts.lost === 0) this.#days.delete(day);
    else this.#days.set(day, counts);
    if (outcome === 'seen' && receiver !== '') add(this.#receivers, receiver, by);
    if (afterNanos !== undefined) this.#delays.count(afterNanos, by);
    if (handlingNanos !== undefined) this.#handlings.count(handlingNanos, by);
  }

  /** Absent until a receiver is known: one that was seen there, else `usualReceiver`. */
  coverage(usualReceiver?: string): PlaceCoverage | undefined {
    const receiver = this.#mainReceiver() ?? usualReceiver;
    if (receiver === undefined) return undefined;
    const newest = [...this.#days.keys()].reduce((a, b) => (a > b ? a : b), 0n);
    const total = noCounts();
    for (const [day, counts] of this.#days) {
      const weight = fading ** Number(newest - day);
      total.seen += counts.seen * weight;
      total.unseen += counts.unseen * weight;
      total.lost += counts.lost * weight;
      total.sampled += counts.sampled * weight;
      total.arrivals += counts.arrivals * weight;
    }
    const { seen, unseen, lost } = total;
    const usualNanos = this.#delays.within(usualShare);
    const handlingNanos = this.#handlings.within(handledShare);
    const sampledShare = shareOf(total);
    return { receiver, seen, unseen, lost, ...definedFields({ usualNanos, handlingNanos, sampledShare }) };
  }

  #mainReceiver(): string | undefined {
    return [...this.#receivers].reduce<readonly [string, number] | undefined>(
      (most, one) =>
        most === undefined || one[1] > most[1] || (one[1] === most[1] && one[0] < most[0]) ? one : most,
      undefined,
    )?.[0];
  }
}

/**
 * Share of the arrivals that receivers declare to sample. Receivers that declare none keep everything. Rounded, so that
 * the result does not depend on the sequence of the sum.
 */
function shareOf({ seen, sampled, arrivals }: DayCounts): number | undefined {
  return sampled > 0 ? Math.round((seen / (seen - sampled + arrivals)) * 1e6) / 1e6 : undefined;
}

function add<K>(map: Map<K, number>, key: K, by: number): void {
  const count = (map.get(key) ?? 0) + by;
  if (count === 0) map.delete(key);
  else map.set(key, count);
}
