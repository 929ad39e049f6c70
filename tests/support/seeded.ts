/**
 * Random numbers that a seed repeats, for generators of attacks. CI runs a few seeds; more of them with
 * `ATTACK_SEEDS=100-199` and the test's file.
 */
export class Seeded {
  readonly seed: number;
  #state: number;

  constructor(seed: number) {
    this.seed = seed;
    this.#state = (seed + 1) * 0x9e3779b9;
  }

  /** From 0 up to 1, which it never is (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let value = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  }

  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  oneOf<T>(items: readonly T[]): T {
    const item = items[this.whole(0, items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  }

  text(length: number, characters = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
    return Array.from({ length }, () => characters.charAt(this.whole(0, characters.length - 1))).join('');
  }
}

/** `seeds(5)` are 0 to 4, or those that ATTACK_SEEDS names. */
export function seeds(count: number): number[] {
  const [first = 0, last = first + count - 1] = (process.env['ATTACK_SEEDS'] ?? `0-${count - 1}`)
    .split('-')
    .map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
