/** Pseudo-random numbers: the same seed gives the same numbers on every machine. Not for secrets. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Different `seed` texts give unrelated numbers. */
  constructor(seed: string) {
    this.#a = hash(seed, 0x9e3779b9);
    this.#b = hash(seed, 0x243f6a88);
    this.#c = hash(seed, 0xb7e15162);
    for (let i = 0; i < 12; i++) this.word();
  }

  /** A 32-bit integer. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** From 0 (included) to 1 (excluded). */
  unit(): number {
    return this.word() / 2 ** 32;
  }

  between(from: number, to: number): number {
    return from + this.unit() * (to - from);
  }

  /** An integer from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.unit() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.unit() * choices.length)] ?? choices[0];
  }

  /** A random key; its probability is its weight divided by the sum of all weights. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let rest = this.unit() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    const found = entries.find(([, weight]) => (rest -= weight) < 0);
    return (found ?? entries[entries.length - 1] ?? fail())[0];
  }

  /**
   * Log-normal distribution: half of the values are below the median. A greater `spread` gives longer tails.
   */
  logNormal(median: number, spread: number): number {
    const angle = 2 * Math.PI * this.unit();
    return median * Math.exp(spread * Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(angle));
  }

  /** Lower-case hex digits, never all zero. */
  hex(bytes: number): string {
    let digits = '';
    while (digits.length < bytes * 2) digits += this.word().toString(16).padStart(8, '0');
    const cut = digits.slice(0, bytes * 2);
    return /[^0]/u.test(cut) ? cut : this.hex(bytes);
  }
}

function fail(): never {
  throw new RangeError('Nothing to choose from.');
}

/** FNV-1a with a final mix, so that similar short texts give very different numbers. */
function hash(text: string, basis: number): number {
  let state = basis ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return state ^ (state >>> 16);
}
