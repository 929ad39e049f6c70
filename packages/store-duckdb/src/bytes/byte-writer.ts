/** Writes variable-length numbers and bytes into a growing buffer. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 14);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The written bytes; a view that the next write may invalidate. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** A number from 0 to 2^32 - 1, in one to five bytes. */
  number(value: number): void {
    this.#reserve(5);
    let rest = value >>> 0;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A whole number from 0 to 2^53 - 1. */
  large(value: number): void {
    this.number(value % 0x1_0000_0000);
    this.number(Math.floor(value / 0x1_0000_0000));
  }

  /** 64 bits in two words, as a signed number. Small absolute values are short. */
  signed(high: number, low: number): void {
    this.#reserve(10);
    let highRest = zigzagHigh(high, low);
    let lowRest = zigzagLow(high, low);
    while (highRest !== 0 || lowRest > 127) {
      this.#bytes[this.#length++] = (lowRest & 127) | 128;
      lowRest = ((lowRest >>> 7) | (highRest << 25)) >>> 0;
      highRest >>>= 7;
    }
    this.#bytes[this.#length++] = lowRest;
  }

  /** The low `length` bytes of 64 bits in two words, little-endian. */
  bytesOf(high: number, low: number, length: number): void {
    this.#reserve(8);
    for (let i = 0; i < length; i++)
      this.#bytes[this.#length++] = i < 4 ? (low >>> (i * 8)) & 255 : (high >>> (i * 8 - 32)) & 255;
  }

  /** Four bytes, little-endian. */
  word(value: number): void {
    this.#reserve(4);
    this.#bytes[this.#length++] = value & 255;
    this.#bytes[this.#length++] = (value >>> 8) & 255;
    this.#bytes[this.#length++] = (value >>> 16) & 255;
    this.#bytes[this.#length++] = value >>> 24;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Bytes with a length prefix. */
  bytes(bytes: Uint8Array): void {
    this.number(bytes.length);
    this.raw(bytes);
  }

  text(text: string): void {
    this.bytes(Buffer.from(text));
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes));
    larger.set(this.written());
    this.#bytes = larger;
  }
}

/** Converts a signed number to an unsigned one with similar size: 0, -1, 1, -2 → 0, 1, 2, 3. */
export function zigzagHigh(high: number, low: number): number {
  return (((high << 1) | (low >>> 31)) ^ (high >> 31)) >>> 0;
}

export function zigzagLow(high: number, low: number): number {
  return ((low << 1) ^ (high >> 31)) >>> 0;
}

/** The number of bytes for 64 bits in two words. */
export function byteLength(high: number, low: number): number {
  const word = high === 0 ? low : high;
  const bytes = word === 0 ? 0 : Math.ceil((32 - Math.clz32(word)) / 8);
  return high === 0 ? bytes : bytes + 4;
}
