import { lossProbability, lostFrom, type Coverage, type PlaceCoverage } from '../hops/coverage.js';
import { PlaceRecord } from './place-record.js';
import type { ReceiptObservation } from './receipt-observations.js';

/** Most orders kept. The ledger removes the oldest first. */
const ordersAtMost = 5000;
/** From this number of sendings, one sender's counts are used instead of those of all senders together. */
const enoughOfSender = 20;

/** The meaning of a missing receipt at a place: a loss, a doubt, or nothing. Equal texts mean the same. */
function meaningOf(coverage: PlaceCoverage | undefined): string {
  if (coverage === undefined) return '';
  const probability = lossProbability({ coverage, declared: false, life: 'none' });
  return `${coverage.receiver} ${probability >= lostFrom ? 'lost' : 'unseen'}`;
}

/**
 * Receipt observations at each place, kept by order. New observations of an order replace its earlier ones. The result
 * depends neither on the sequence of orders nor on how often each is noted.
 */
export class ReceiptLedger implements Coverage {
  readonly #byOrder = new Map<string, readonly ReceiptObservation[]>();
  readonly #places = new Map<string, PlaceRecord>();

  at(place: string, sender: string): PlaceCoverage | undefined {
    const all = this.#places.get(place)?.coverage();
    const own = this.#places.get(senderKey(place, sender))?.coverage();
    if (all === undefined || own === undefined) return all;
    return own.seen + own.unseen >= enoughOfSender ? own : all;
  }

  /** Stores the observations of an order. Returns the places where the meaning of a missing receipt has changed. */
  note(order: string, observations: readonly ReceiptObservation[]): readonly string[] {
    const before = this.#byOrder.get(order) ?? [];
    const places = new Set([...before, ...observations].map(({ place }) => place));
    const meanings = new Map([...places].map((place) => [place, this.#meaningAt(place)]));
    this.#byOrder.delete(order);
    for (const observation of before) this.#count(observation, -1);
    for (const observation of observations) this.#count(observation, 1);
    if (observations.length > 0) this.#byOrder.set(order, observations);
    this.#forgetOldest();
    return [...places].filter((place) => this.#meaningAt(place) !== meanings.get(place));
  }

  clear(): void {
    this.#byOrder.clear();
    this.#places.clear();
  }

  #meaningAt(place: string): string {
    return meaningOf(this.#places.get(place)?.coverage());
  }

  #count(observation: ReceiptObservation, by: 1 | -1): void {
    const { place, sender } = observation;
    for (const key of [place, senderKey(place, sender)]) {
      const record = this.#places.get(key) ?? new PlaceRecord();
      record.count(observation, by);
      if (record.isEmpty) this.#places.delete(key);
      else this.#places.set(key, record);
    }
  }

  #forgetOldest(): void {
    for (const [order, observations] of this.#byOrder) {
      if (this.#byOrder.size <= ordersAtMost) return;
      this.#byOrder.delete(order);
      for (const observation of observations) this.#count(observation, -1);
    }
  }
}

function senderKey(place: string, sender: string): string {
  return `${place}\n${sender}`;
}
