/** Reads the output of a `ByteWriter`, in the same sequence. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** The high word of the last `signed()`; its low word is the return value. */
  high = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#next();
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  large(): number {
    const low = this.number();
    return low + this.number() * 0x1_0000_0000;
  }

  signed(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#next();
      const seven = byte & 127;
      if (shift < 32) low |= seven << shift;
      if (shift > 24) high |= shift < 32 ? seven >>> (32 - shift) : seven << (shift - 32);
      if (byte < 128) break;
    }
    return this.#unzigzag(high, low);
  }

  /**
   * Reads a signed number of `length` bytes, in the zigzag form of `bytesOf`. Returns the low word; `high`
   * has the high word.
   */
  zigzag(length: number): number {
    let low = 0;
    let high = 0;
    for (let i = 0; i < length; i++)
      if (i < 4) low |= this.#next() << (i * 8);
      else high |= this.#next() << (i * 8 - 32);
    return this.#unzigzag(high, low);
  }

  word(): number {
    return (this.#next() | (this.#next() << 8) | (this.#next() << 16) | (this.#next() << 24)) >>> 0;
  }

  /** A view, not a copy. */
  bytes(): Uint8Array {
    const length = this.number();
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }

  text(): string {
    const { buffer, byteOffset, length } = this.bytes();
    return Buffer.from(buffer, byteOffset, length).toString();
  }

  #unzigzag(high: number, low: number): number {
    const sign = -(low & 1);
    this.high = ((high >>> 1) ^ sign) >>> 0;
    return (((low >>> 1) | (high << 31)) ^ sign) >>> 0;
  }

  #next(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('The bytes end before the value they hold.');
    return byte;
  }
}
