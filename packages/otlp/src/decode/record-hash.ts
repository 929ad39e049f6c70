/**
 * A 64-bit hash of bytes in two 32-bit halves, which are mixed at every step. Fast and well distributed, but
 * not safe against deliberate collisions.
 */
export class RecordHash {
  low = 0;
  high = 0;

  /** Restarts from a seed. */
  seed(low: number, high: number): void {
    this.low = low ^ 0x9747b28c;
    this.high = high ^ 0x3c6ef372;
  }

  /** Adds `bytes[start…end)`; `view` must be over the same bytes. */
  add(view: DataView, start: number, end: number): void {
    let { low, high } = this;
    let at = start;
    for (; at + 8 <= end; at += 8) {
      low = mixLow(low, high, view.getInt32(at, true));
      high = mixHigh(high, low, view.getInt32(at + 4, true));
    }
    let rest = 0;
    for (; at < end; at++) {
      rest = (rest << 8) | view.getUint8(at);
      if (((end - at) & 3) === 1) {
        low = mixLow(low, high, rest);
        rest = 0;
      }
    }
    high = mixHigh(high, low, end - start);
    this.low = spread(low ^ (end - start));
    this.high = spread(high + this.low);
  }
}

function mixLow(low: number, high: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let h = low ^ Math.imul(k, 0x1b873593);
  h = ((h << 13) | (h >>> 19)) + high;
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

function mixHigh(high: number, low: number, word: number): number {
  let k = Math.imul(word, 0x239b961b);
  k = (k << 16) | (k >>> 16);
  let h = high ^ Math.imul(k, 0xab0e9789);
  h = ((h << 15) | (h >>> 17)) + low;
  return (Math.imul(h, 5) + 0x0bcaa747) | 0;
}

function spread(half: number): number {
  let h = half ^ (half >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
