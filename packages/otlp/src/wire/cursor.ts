import { OtlpDecodeError } from '../decode-error.js';

/** Wire types of protobuf; a tag is `field << 3 | wire type`. OTLP has no groups, but later fields may be some. */
const wire = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

/** A number of up to seven bytes has 49 bits, and is exact as a double. */
const exactBytes = 7;

/** Most groups inside each other, as in other readers of protobuf. */
const deepestGroup = 100;

/**
 * A position in protobuf bytes that moves forward. Every read takes the `end` of its message, and throws an
 * `OtlpDecodeError` if it would pass it.
 */
export class ByteCursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  pos: number;

  constructor(bytes: Uint8Array, start = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.pos = start;
  }

  /** Reads the tag of the next field. */
  tag(end: number): number {
    const first = this.bytes[this.pos] ?? 0;
    if (first < 0x80 && first > 7 && this.pos < end) {
      this.pos++;
      return first;
    }
    const start = this.pos;
    const tag = this.varint(end);
    if (tag < 8 || tag > 0xffffffff) {
      throw new OtlpDecodeError('bad_tag', start, 'No field has this number');
    }
    return tag;
  }

  /** Reads an unsigned number; exact below 2^53. */
  varint(end: number): number {
    const { bytes } = this;
    const start = this.pos;
    let value = 0;
    let scale = 1;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.pos = i + 1;
        return value;
      }
      if (i - start === 9) throw new OtlpDecodeError('bad_varint', start, 'A number has more than ten bytes');
      scale *= 128;
    }
    throw truncated(start, 'a number');
  }

  /** Reads a signed 64-bit number. */
  int64(end: number): bigint {
    const start = this.pos;
    const small = this.varint(end);
    if (this.pos - start <= exactBytes) return BigInt(small);
    let value = 0n;
    for (let i = this.pos - 1; i >= start; i--) value = (value << 7n) | BigInt((this.bytes[i] ?? 0) & 0x7f);
    return BigInt.asIntN(64, value);
  }

  skipVarint(end: number): void {
    if (this.pos < end && (this.bytes[this.pos] ?? 0) < 0x80) this.pos++;
    else this.varint(end);
  }

  /** Reads a length. Returns the end of the field that starts here. */
  fieldEnd(end: number): number {
    const start = this.pos;
    let length = this.bytes[start] ?? 0;
    if (length < 0x80 && start < end) this.pos = start + 1;
    else length = this.varint(end);
    const fieldEnd = this.pos + length;
    if (fieldEnd > end) throw truncated(start, 'a field');
    return fieldEnd;
  }

  /** Skips a field of fixed size. Returns its position. */
  fixed(size: 4 | 8, end: number): number {
    const start = this.pos;
    if (start + size > end) throw truncated(start, 'a number');
    this.pos = start + size;
    return start;
  }

  /** Skips the value of an unknown field. `depth`: the groups around it. */
  skip(tag: number, end: number, depth = 0): void {
    switch (tag & 7) {
      case wire.varint:
        this.varint(end);
        return;
      case wire.fixed64:
        this.fixed(8, end);
        return;
      case wire.bytes:
        this.pos = this.fieldEnd(end);
        return;
      case wire.fixed32:
        this.fixed(4, end);
        return;
      case wire.groupStart:
        this.#skipGroup(tag >>> 3, end, depth + 1);
        return;
      default:
        throw new OtlpDecodeError('bad_tag', this.pos, `OTLP has no fields of wire type ${tag & 7}`);
    }
  }

  #skipGroup(field: number, end: number, depth: number): void {
    if (depth > deepestGroup)
      throw new OtlpDecodeError(
        'too_deep',
        this.pos,
        `There are more than ${deepestGroup} groups inside each other`,
      );
    for (;;) {
      const tag = this.tag(end);
      if (tag === ((field << 3) | wire.groupEnd) >>> 0) return;
      this.skip(tag, end, depth);
    }
  }

  /**
   * Skips an unknown field. Throws for a field number from 1 to `known`, which has a wrong wire type here.
   */
  skipUnknown(tag: number, end: number, known: number): void {
    if (tag >>> 3 <= known) {
      throw new OtlpDecodeError('wrong_type', this.pos, `Field ${tag >>> 3} has the wire type ${tag & 7}`);
    }
    this.skip(tag, end);
  }
}

function truncated(position: number, what: string): OtlpDecodeError {
  return new OtlpDecodeError('truncated', position, `There are fewer bytes than ${what} says`);
}
