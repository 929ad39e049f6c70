import { nanosFromMillis, type DurationNanos } from '../time.js';

/** Smallest number of durations from which a share is known. */
const enoughDurations = 20;

/**
 * Counts of durations in classes. Class n counts those up to 2ⁿ milliseconds that are longer than half of that.
 */
export class DurationCounts {
  readonly #classes = new Map<number, number>();

  count(nanos: DurationNanos, by: 1 | -1): void {
    const millis = Number(nanos / 1_000_000n);
    const key = millis <= 1 ? 0 : Math.ceil(Math.log2(millis));
    const count = (this.#classes.get(key) ?? 0) + by;
    if (count === 0) this.#classes.delete(key);
    else this.#classes.set(key, count);
  }

  /** The upper bound of the class within which this share of the durations ends; absent while too few are known. */
  within(share: number): DurationNanos | undefined {
    const sorted = [...this.#classes].sort(([a], [b]) => a - b);
    const all = sorted.reduce((sum, [, count]) => sum + count, 0);
    if (all < enoughDurations) return undefined;
    let counted = 0;
    for (const [key, count] of sorted) {
      counted += count;
      if (counted >= all * share) return nanosFromMillis(2 ** key);
    }
    return undefined;
  }
}
