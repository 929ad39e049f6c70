import {
  lossProbability,
  lostFrom,
  type Coverage,
  type PlaceCoverage,
  type Sender,
} from '../hops/coverage.js';
import { PlaceRecord } from './place-record.js';
import { isSameObservation, type ReceiptObservation } from './receipt-observations.js';

/** Most orders kept. The ledger removes the oldest first. */
const ordersAtMost = 5000;
/** From this number of sendings, the counts of a sender are used instead of those of a larger group of senders. */
const enoughOfSender = 20;

/** The meaning of a missing receipt at a place: a loss, a doubt, or nothing. Equal texts mean the same. */
function meaningOf(coverage: PlaceCoverage | undefined): string {
  if (coverage === undefined) return '';
  const { sampledShare } = coverage;
  const probability = lossProbability({ coverage, declared: false, sampledShare, life: 'none' });
  return `${coverage.receiver} ${probability >= lostFrom ? 'lost' : 'unseen'}`;
}

/**
 * Receipt observations at each place, kept by order. New observations of an order replace its earlier ones. The result
 * depends neither on the sequence of orders nor on how often each is noted.
 */
export class ReceiptLedger implements Coverage {
  readonly #byOrder = new Map<string, readonly ReceiptObservation[]>();
  readonly #places = new Map<string, PlaceRecord>();

  at(place: string, sender: Sender): PlaceCoverage | undefined {
    const all = this.#places.get(place)?.coverage();
    if (all === undefined) return undefined;
    for (const key of senderKeys(place, sender)) {
      const own = this.#places.get(key)?.coverage(all.receiver);
      if (own !== undefined && own.seen + own.unseen >= enoughOfSender) return own;
    }
    return all;
  }

  sampledShare(service: string): number | undefined {
    return this.#places.get(receiverKey(service))?.coverage()?.sampledShare;
  }

  /** Stores the observations of an order. Returns the places where the meaning of a missing receipt has changed. */
  note(order: string, observations: readonly ReceiptObservation[]): readonly string[] {
    const before = this.#byOrder.get(order) ?? [];
    const same = equalAtStart(before, observations);
    const [removed, added] = [before.slice(same), observations.slice(same)];
    const places = new Set([...removed, ...added].map(({ place }) => place));
    const meanings = new Map([...places].map((place) => [place, this.#meaningAt(place)]));
    this.#byOrder.delete(order);
    for (const observation of removed) this.#count(observation, -1);
    for (const observation of added) this.#count(observation, 1);
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
    const { place, sender, receiver, outcome } = observation;
    const receivers = outcome === 'seen' && receiver !== '' ? [receiverKey(receiver)] : [];
    for (const key of [place, ...senderKeys(place, sender), ...receivers]) {
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

/** How many observations are equal before the first difference. An order's earlier sendings seldom change. */
function equalAtStart(a: readonly ReceiptObservation[], b: readonly ReceiptObservation[]): number {
  const different = a.findIndex((one, i) => !isSameObservation(one, b[i]));
  return different < 0 ? a.length : different;
}

/** Keys of the groups of senders that a sender belongs to: its instance, its version, its service. */
function senderKeys(place: string, { service, instance, version }: Sender): readonly string[] {
  const own = `${place}\n${service}`;
  return [
    ...(instance === undefined ? [] : [`${own}\ninstance ${instance}`]),
    ...(version === undefined ? [] : [`${own}\nversion ${version}`]),
    own,
  ];
}

function receiverKey(service: string): string {
  return `\n\n${service}`;
}
