const firstSlots = 1 << 13;

/**
 * A window of recent 64-bit hashes, to distinguish repeated records from new ones. It has two sets: when the
 * younger is full, the older is dropped. So it holds between `capacity` and twice as many.
 */
export class HashWindow {
  readonly #capacity: number;
  #younger = new HashSet();
  #older = new HashSet();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds a hash; `false` if it is known already. */
  add(low: number, high: number): boolean {
    if (this.#older.has(low, high) || !this.#younger.add(low, high)) return false;
    if (this.#younger.size >= this.#capacity) {
      this.#older = this.#younger;
      this.#younger = new HashSet();
    }
    return true;
  }

  /** Removes a hash that was added for a failed batch. */
  remove(low: number, high: number): void {
    if (!this.#younger.remove(low, high)) this.#older.remove(low, high);
  }
}

/** Open addressing over pairs of words. A pair of zeros is an empty slot; the hash 0 is stored as 1. */
class HashSet {
  size = 0;
  #slots = new Uint32Array(firstSlots * 2);

  has(low: number, high: number): boolean {
    const at = this.#slotOf(low, high);
    return this.#slots[at] !== 0 || this.#slots[at + 1] !== 0;
  }

  add(low: number, high: number): boolean {
    if (this.has(low, high)) return false;
    if (this.size * 4 >= this.#slots.length) this.#grow();
    this.#put(low, high);
    this.size++;
    return true;
  }

  /** `false` if it is absent. */
  remove(low: number, high: number): boolean {
    const slots = this.#slots;
    let at = this.#slotOf(low, high);
    if (slots[at] === 0 && slots[at + 1] === 0) return false;
    this.size--;
    // Later entries may be displaced because this slot was taken.
    slots.fill(0, at, at + 2);
    for (;;) {
      at = (at + 2) & (slots.length - 1);
      const next = [slots[at] ?? 0, slots[at + 1] ?? 0] as const;
      if (next[0] === 0 && next[1] === 0) return true;
      slots.fill(0, at, at + 2);
      this.#put(...next);
    }
  }

  #put(low: number, high: number): void {
    const at = this.#slotOf(low, high);
    this.#slots[at] = low === 0 && high === 0 ? 1 : low;
    this.#slots[at + 1] = high;
  }

  /** The slot of the hash, or the empty slot for it. */
  #slotOf(low: number, high: number): number {
    const slots = this.#slots;
    const word = low === 0 && high === 0 ? 1 : low;
    const mask = slots.length - 1;
    for (let at = (Math.imul(word ^ (high >>> 7), 0x9e3779b1) << 1) & mask; ; at = (at + 2) & mask) {
      const known = slots[at];
      if ((known === word && slots[at + 1] === high) || (known === 0 && slots[at + 1] === 0)) return at;
    }
  }

  #grow(): void {
    const slots = this.#slots;
    this.#slots = new Uint32Array(slots.length * 2);
    for (let at = 0; at < slots.length; at += 2) {
      const low = slots[at] ?? 0;
      const high = slots[at + 1] ?? 0;
      if (low !== 0 || high !== 0) this.#put(low, high);
    }
  }
}
