import { definedFields } from '@ordertrace/conventions';
import { nanosFromMillis } from '../time.js';
import type { ReceiptObservation } from './receipt-observations.js';

const periodNanos = nanosFromMillis(600_000);
/** Number of later receipts after which a receipt counts half. */
const halfWeightAfter = 100;
/** Receipts before so many later ones weigh under a thousandth, and are not read. */
const readAtMost = 10 * halfWeightAfter;
/** Smallest number of receipts from which the time since a receiver's latest change is judged alone. */
const enoughReceipts = 20;
/** Smallest number of unseen receipts from which an instance counts as never seen. */
const enoughOfInstance = 3;
/** A smaller declared share counts as this one. */
const leastShare = 1e-6;

/** Counts of receipts. */
export interface ReceiptCounts {
  seen: number;
  unseen: number;
  lost: number;
  /** Receipts whose receiver declares to sample, and the number of arrivals that they stand for. */
  sampled: number;
  arrivals: number;
}

interface Period extends ReceiptCounts {
  /** Receipts by receiver and its version; see `receiverKey`. */
  readonly receivers: Map<string, number>;
  /** Receipts by the instance that received, where its receiving was seen, and where it was not. */
  readonly seenBy: Map<string, number>;
  readonly unseenBy: Map<string, number>;
}

function receiverKey(receiver: string, version = ''): string {
  return `${receiver}\n${version}`;
}

function receiverOf(key: string): string {
  return key.slice(0, key.indexOf('\n'));
}

/** Receipts of the time that counts now. */
export interface RecentReceipts {
  /** Weighted: recent receipts count more. */
  readonly counts: ReceiptCounts;
  /** The receiver that was seen most often; absent where none was seen. */
  readonly receiver?: string;
  /** Instances of the receiver, and how many of them were never seen to receive. */
  readonly instances: { readonly known: number; readonly neverSeen: number };
}

function noCounts(): ReceiptCounts {
  return { seen: 0, unseen: 0, lost: 0, sampled: 0, arrivals: 0 };
}

function add<K>(map: Map<K, number>, key: K, by: number): void {
  const count = (map.get(key) ?? 0) + by;
  if (count === 0) map.delete(key);
  else map.set(key, count);
}

/** Receipts at one place in periods of ten minutes. */
export class ReceiptPeriods {
  readonly #periods = new Map<bigint, Period>();
  /** Numbers of the periods, the newest first. Absent after a period came or went. */
  #newestFirst: readonly bigint[] | undefined;

  get isEmpty(): boolean {
    return this.#periods.size === 0;
  }

  count(observation: ReceiptObservation, by: 1 | -1): void {
    const { sentNanos, outcome, receiver, receiverVersion, receiverInstance, sampledShare } = observation;
    const key = sentNanos / periodNanos;
    const period = this.#periods.get(key) ?? this.#begin(key);
    period[outcome] += by;
    if (sampledShare !== undefined) {
      period.sampled += by;
      period.arrivals += by / Math.max(leastShare, sampledShare);
    }
    if (outcome === 'seen' && receiver !== '')
      add(period.receivers, receiverKey(receiver, receiverVersion), by);
    if (receiverInstance !== undefined)
      add(outcome === 'seen' ? period.seenBy : period.unseenBy, receiverInstance, by);
    if (period.seen + period.unseen + period.lost === 0) this.#end(key);
  }

  recent(): RecentReceipts {
    const latest = this.#latest();
    const periods = latest.slice(0, sinceLatestChange(latest));
    const receiver = mostOf(byReceiver(countsOf('receivers', periods)));
    return { counts: weighted(periods), ...definedFields({ receiver }), instances: instancesIn(periods) };
  }

  #begin(key: bigint): Period {
    const period: Period = {
      ...noCounts(),
      receivers: new Map(),
      seenBy: new Map(),
      unseenBy: new Map(),
    };
    this.#periods.set(key, period);
    this.#newestFirst = undefined;
    return period;
  }

  #end(key: bigint): void {
    this.#periods.delete(key);
    this.#newestFirst = undefined;
  }

  /** The periods of the latest receipts, the newest first. */
  #latest(): Period[] {
    this.#newestFirst ??= [...this.#periods.keys()].sort((a, b) => (a > b ? -1 : 1));
    const latest: Period[] = [];
    let receipts = 0;
    for (const key of this.#newestFirst) {
      const period = this.#periods.get(key);
      if (period === undefined || receipts >= readAtMost) break;
      latest.push(period);
      receipts += period.seen + period.unseen + period.lost;
    }
    return latest;
  }
}

/**
 * The number of latest periods since a receiver, or a version of it, was seen for the first time: since the latest such
 * change with enough receipts after it. All periods where there is none.
 */
function sinceLatestChange(newestFirst: readonly Period[]): number {
  const known = new Map<string, number>();
  for (const [age, { receivers }] of newestFirst.entries())
    for (const key of receivers.keys()) known.set(key, age);
  const changes = new Set(known.values());
  let receipts = 0;
  for (const [age, { seen, unseen }] of newestFirst.entries()) {
    receipts += seen + unseen;
    if (receipts >= enoughReceipts && changes.has(age)) return age + 1;
  }
  return newestFirst.length;
}

function weighted(newestFirst: readonly Period[]): ReceiptCounts {
  const total = noCounts();
  let later = 0;
  for (const { seen, unseen, lost, sampled, arrivals } of newestFirst) {
    const weight = 0.5 ** (later / halfWeightAfter);
    total.seen += seen * weight;
    total.unseen += unseen * weight;
    total.lost += lost * weight;
    total.sampled += sampled * weight;
    total.arrivals += arrivals * weight;
    later += seen + unseen + lost;
  }
  return total;
}

/** Receipts in all of these periods, by one of their keys. */
function countsOf(
  keys: 'receivers' | 'seenBy' | 'unseenBy',
  periods: readonly Period[],
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const period of periods) for (const [key, count] of period[keys]) add(sums, key, count);
  return sums;
}

function byReceiver(byVersion: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [key, count] of byVersion) add(sums, receiverOf(key), count);
  return sums;
}

function mostOf(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts].reduce<readonly [string, number] | undefined>(
    (most, one) =>
      most === undefined || one[1] > most[1] || (one[1] === most[1] && one[0] < most[0]) ? one : most,
    undefined,
  )?.[0];
}

function instancesIn(periods: readonly Period[]): RecentReceipts['instances'] {
  const seen = countsOf('seenBy', periods);
  const unseen = [...countsOf('unseenBy', periods)].filter(([instance]) => !seen.has(instance));
  const neverSeen = unseen.filter(([, count]) => count >= enoughOfInstance).length;
  return { known: seen.size + neverSeen, neverSeen };
}
