import { definedFields } from '@ordertrace/conventions';
import { nanosFromMillis } from '../time.js';
import type { ReceiptObservation } from './receipt-observations.js';

const periodNanos = nanosFromMillis(600_000);
/** Number of later receipts after which a receipt counts half. */
const halfWeightAfter = 100;
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
  /** Receipts by who received them; see `markOf`. */
  readonly marks: Map<string, number>;
}

/** What is known of who received: the application and its version, or its instance. */
type Mark = 'receiver' | 'seen by' | 'unseen by';

function markOf(mark: Mark, ...values: readonly string[]): string {
  return [mark, ...values].join('\n');
}

function markValues(mark: Mark, key: string): readonly string[] | undefined {
  const [known, ...values] = key.split('\n');
  return known === mark ? values : undefined;
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

  get isEmpty(): boolean {
    return this.#periods.size === 0;
  }

  count(observation: ReceiptObservation, by: 1 | -1): void {
    const { sentNanos, outcome, receiver, receiverVersion, receiverInstance, sampledShare } = observation;
    const key = sentNanos / periodNanos;
    const period = this.#periods.get(key) ?? {
      ...noCounts(),
      marks: new Map<string, number>(),
    };
    period[outcome] += by;
    if (sampledShare !== undefined) {
      period.sampled += by;
      period.arrivals += by / Math.max(leastShare, sampledShare);
    }
    if (outcome === 'seen' && receiver !== '')
      add(period.marks, markOf('receiver', receiver, receiverVersion ?? ''), by);
    if (receiverInstance !== undefined)
      add(period.marks, markOf(outcome === 'seen' ? 'seen by' : 'unseen by', receiverInstance), by);
    if (period.seen + period.unseen + period.lost === 0) this.#periods.delete(key);
    else this.#periods.set(key, period);
  }

  recent(): RecentReceipts {
    const all = [...this.#periods].sort(([a], [b]) => (a > b ? -1 : 1)).map(([, period]) => period);
    const periods = all.slice(0, sinceLatestChange(all));
    const receiver = mostOf(countsOf('receiver', periods));
    return { counts: weighted(periods), ...definedFields({ receiver }), instances: instancesIn(periods) };
  }
}

/**
 * The number of latest periods since a receiver, or a version of it, was seen for the first time: since the latest such
 * change with enough receipts after it. All periods where there is none.
 */
function sinceLatestChange(newestFirst: readonly Period[]): number {
  const known = new Map<string, number>();
  for (const [age, { marks }] of newestFirst.entries())
    for (const mark of marks.keys()) if (markValues('receiver', mark)) known.set(mark, age);
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

/** Receipts in these periods by the first value of a mark: a receiver, or an instance. */
function countsOf(mark: Mark, periods: readonly Period[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { marks } of periods)
    for (const [key, count] of marks) {
      const [value] = markValues(mark, key) ?? [];
      if (value !== undefined) add(sums, value, count);
    }
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
  const seen = countsOf('seen by', periods);
  const unseen = [...countsOf('unseen by', periods)].filter(([instance]) => !seen.has(instance));
  const neverSeen = unseen.filter(([, count]) => count >= enoughOfInstance).length;
  return { known: seen.size + neverSeen, neverSeen };
}
