import { utf8 } from './utf8.js';

/** Up to this length a loop is faster than the encoder, and the length takes one byte. */
const shortText = 127;

/** Writes protobuf bytes field by field. `tags.ts` defines the form of the tags. */
export class WireWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** A copy of the written bytes. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  varint(tag: number, value: number): void {
    this.#reserve(20);
    this.#number(tag);
    this.#number(value);
  }

  /** Negative numbers take ten bytes, as protobuf's `int64` does. */
  int64(tag: number, value: bigint): void {
    this.#reserve(20);
    this.#number(tag);
    let rest = BigInt.asUintN(64, value);
    while (rest >= 0x80n) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  fixed64(tag: number, value: bigint): void {
    this.#reserve(20);
    this.#number(tag);
    this.#view.setBigUint64(this.#length, BigInt.asUintN(64, value), true);
    this.#length += 8;
  }

  fixed32(tag: number, value: number): void {
    this.#reserve(20);
    this.#number(tag);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  double(tag: number, value: number): void {
    this.#reserve(20);
    this.#number(tag);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  text(tag: number, value: string): void {
    if (value.length > shortText || !this.#ascii(tag, value)) this.bytes(tag, utf8(value));
  }

  bytes(tag: number, value: Uint8Array): void {
    this.#reserve(20 + value.length);
    this.#number(tag);
    this.#number(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Writes encoded fields unchanged. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Writes a message as a field; `write` writes its content. */
  message(tag: number, write: () => void): void {
    this.#reserve(20);
    this.#number(tag);
    const lengthAt = this.#length++;
    write();
    const length = this.#length - lengthAt - 1;
    const extra = varintSize(length) - 1;
    if (extra > 0) {
      this.#reserve(extra);
      this.#bytes.copyWithin(lengthAt + 1 + extra, lengthAt + 1, this.#length);
    }
    this.#length = lengthAt;
    this.#number(length);
    this.#length += length;
  }

  /** Writes a short ASCII text byte by byte. Undoes it and returns `false` if the text is not ASCII. */
  #ascii(tag: number, value: string): boolean {
    this.#reserve(20 + value.length);
    const start = this.#length;
    this.#number(tag);
    this.#byte(value.length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) {
        this.#length = start;
        return false;
      }
      bytes[at++] = code;
    }
    this.#length = at;
    return true;
  }

  #number(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.#bytes[this.#length++] = value;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}
