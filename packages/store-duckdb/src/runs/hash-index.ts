import type { FileHandle } from './file-handle.js';

/**
 * Maps hashes to pages, as sorted lists: `hashes[i]` is on page `pages[i]`. A hash may occur several times.
 */
export interface HashEntries {
  readonly hashes: Uint32Array;
  readonly pages: Uint16Array;
}

/** Collects pairs of hash and page without duplicates. */
export class HashEntriesBuilder {
  #keys = new Float64Array(1 << 12);
  #length = 0;

  add(hash: number, page: number): void {
    const key = hash * 0x1_0000 + page;
    if (this.#length > 0 && this.#keys[this.#length - 1] === key) return;
    if (this.#length === this.#keys.length) this.#makeRoom();
    this.#keys[this.#length++] = key;
  }

  build(): HashEntries {
    this.#unite();
    const hashes = new Uint32Array(this.#length);
    const pages = new Uint16Array(this.#length);
    for (let index = 0; index < this.#length; index++) {
      const key = this.#keys[index] ?? 0;
      pages[index] = key % 0x1_0000;
      hashes[index] = Math.floor(key / 0x1_0000);
    }
    return { hashes, pages };
  }

  #makeRoom(): void {
    this.#unite();
    if (this.#length * 2 <= this.#keys.length) return;
    const larger = new Float64Array(this.#keys.length * 2);
    larger.set(this.#keys);
    this.#keys = larger;
  }

  /** Sorts the entries and removes duplicates. */
  #unite(): void {
    const keys = this.#keys.subarray(0, this.#length).sort();
    let length = 0;
    for (const key of keys) if (length === 0 || keys[length - 1] !== key) keys[length++] = key;
    this.#length = length;
  }
}

/**
 * The least number of entries in one read. A large index reads more: as many as the usual deviation from an
 * even distribution.
 */
const fewestEntries = 512;

/**
 * An index in a file. Hashes are evenly distributed, so the position is computed, and one read around it
 * nearly always contains the entry.
 */
export class HashIndex {
  readonly #file: Pick<FileHandle, 'read'>;
  readonly #at: number;
  readonly #count: number;

  constructor(file: Pick<FileHandle, 'read'>, at: number, count: number) {
    this.#file = file;
    this.#at = at;
    this.#count = count;
  }

  /** The pages of a hash; empty if it is absent. */
  pagesOf(hash: number): number[] {
    const windowEntries = Math.max(fewestEntries, Math.ceil(Math.sqrt(this.#count) * 2));
    const middle = Math.floor((hash / 0x1_0000_0000) * this.#count);
    let first = Math.max(0, middle - (windowEntries >> 1));
    let last = Math.min(this.#count, first + windowEntries);
    for (;;) {
      const hashes = this.#hashes(first, last);
      const tooLate = first > 0 && (hashes[0] ?? 0) >= hash;
      const tooEarly = last < this.#count && (hashes[hashes.length - 1] ?? 0) <= hash;
      if (!tooLate && !tooEarly) return this.#pages(first, hashes, hash);
      if (tooLate) first = Math.max(0, first - (last - first));
      if (tooEarly) last = Math.min(this.#count, last + (last - first));
    }
  }

  #hashes(first: number, last: number): Uint32Array {
    const bytes = this.#file.read(this.#at + first * 4, (last - first) * 4);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, last - first);
  }

  #pages(first: number, hashes: Uint32Array, hash: number): number[] {
    const from = hashes.indexOf(hash);
    if (from < 0) return [];
    const count = hashes.lastIndexOf(hash) - from + 1;
    const bytes = this.#file.read(this.#at + this.#count * 4 + (first + from) * 2, count * 2);
    return [...new Uint16Array(bytes.buffer, bytes.byteOffset, count)];
  }
}
