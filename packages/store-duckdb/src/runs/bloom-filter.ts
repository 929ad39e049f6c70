import { mixed } from '../bytes/hash.js';

const bitsPerEntry = 10;
const probes = 7;

/** A filter of hashes without false negatives, and with about 1 % false positives. */
export class BloomFilter {
  readonly bytes: Uint8Array;
  readonly #bits: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#bits = bytes.length * 8;
  }

  static of(hashes: Uint32Array): BloomFilter {
    const filter = new BloomFilter(new Uint8Array(Math.ceil((hashes.length * bitsPerEntry) / 8) + 1));
    for (const hash of hashes)
      filter.#visit(hash, (byte, bit) => ((filter.bytes[byte] = (filter.bytes[byte] ?? 0) | bit), true));
    return filter;
  }

  has(hash: number): boolean {
    const { bytes } = this;
    return this.#visit(hash, (byte, bit) => ((bytes[byte] ?? 0) & bit) !== 0);
  }

  #visit(hash: number, visit: (byte: number, bit: number) => boolean): boolean {
    const step = mixed(hash ^ 0x9e3779b9) | 1;
    let at = hash;
    for (let probe = 0; probe < probes; probe++) {
      const bit = (at >>> 0) % this.#bits;
      if (!visit(bit >>> 3, 1 << (bit & 7))) return false;
      at = (at + step) >>> 0;
    }
    return true;
  }
}
