import type { ByteCursor } from '../wire/cursor.js';
import { keyValueTag, valueTag } from '../wire/tags.js';
import { utf8 } from '../wire/utf8.js';
import { checkValue } from './check-value.js';

/** The position of the value (an `AnyValue`) of a watched key. */
export interface WatchedValue {
  readonly key: string;
  /** -1 if the record has no such key. */
  start: number;
  end: number;
}

interface Watched extends WatchedValue {
  readonly keyBytes: Uint8Array;
}

/** Scans the attributes of a record once, and records the positions of the values of a few watched keys. */
export class AttributeScan {
  readonly #watched: Watched[] = [];
  /** Watched keys by their length in bytes. */
  readonly #byLength: (readonly Watched[])[] = Array.from({ length: shortest }, () => []);
  #keyStart = 0;
  #valueStart = 0;
  #valueEnd = 0;

  /** Records the value of this key from now on. */
  watch(key: string): WatchedValue {
    const keyBytes = utf8(key);
    const watched: Watched = { key, keyBytes, start: -1, end: 0 };
    while (this.#byLength.length <= keyBytes.length) this.#byLength.push([]);
    this.#byLength[keyBytes.length] = [...(this.#byLength[keyBytes.length] ?? []), watched];
    this.#watched.push(watched);
    return watched;
  }

  /** Resets the positions for the next record. */
  clear(): void {
    for (const watched of this.#watched) watched.start = -1;
  }

  /** Checks a `KeyValue` and skips it. The last value of a repeated key wins. */
  add(cursor: ByteCursor, end: number, depth: number): void {
    const start = cursor.pos;
    const shortKey = shortKeyLength(cursor.bytes, start, end);
    const keyLength = shortKey < 0 ? this.#checked(cursor, end, depth) : shortKey;
    const candidates = keyLength < this.#byLength.length ? this.#byLength[keyLength] : undefined;
    cursor.pos = end;
    if (candidates === undefined || candidates.length === 0) return;
    const isShort = shortKey >= 0;
    const keyStart = isShort ? start + 2 : this.#keyStart;
    for (const watched of candidates) {
      if (!sameBytes(watched.keyBytes, cursor.bytes, keyStart)) continue;
      watched.start = isShort ? start + keyLength + 4 : this.#valueStart;
      watched.end = isShort ? end : this.#valueEnd;
    }
  }

  /** Finds key and value in any sequence. Returns the length of the key. */
  #checked(cursor: ByteCursor, end: number, depth: number): number {
    let keyEnd = 0;
    this.#keyStart = 0;
    this.#valueStart = 0;
    this.#valueEnd = 0;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === keyValueTag.key) {
        keyEnd = cursor.fieldEnd(end);
        this.#keyStart = cursor.pos;
        cursor.pos = keyEnd;
      } else if (tag === keyValueTag.value) {
        this.#valueEnd = cursor.fieldEnd(end);
        this.#valueStart = cursor.pos;
        checkValue(cursor, this.#valueEnd, depth);
      } else {
        cursor.skipUnknown(tag, end, 2);
      }
    }
    return keyEnd - this.#keyStart;
  }
}

const shortest = 32;

/**
 * The length of the key if the bytes are a `KeyValue` of the most common form: a key, then a text or a whole
 * number, each of less than 128 bytes. Returns -1 for any other form.
 */
function shortKeyLength(bytes: Uint8Array, start: number, end: number): number {
  const keyLength = bytes[start + 1] ?? 0x80;
  const value = start + keyLength + 2;
  if (bytes[start] !== keyValueTag.key || keyLength >= 0x80 || value + 3 > end) return -1;
  const valueLength = bytes[value + 1] ?? 0;
  if (bytes[value] !== keyValueTag.value || value + 2 + valueLength !== end || valueLength >= 0x80) return -1;
  const type = bytes[value + 2];
  if (type === valueTag.text) return bytes[value + 3] === valueLength - 2 ? keyLength : -1;
  return type === valueTag.int && isVarint(bytes, value + 3, end) ? keyLength : -1;
}

/** Whether the bytes are exactly one number. */
function isVarint(bytes: Uint8Array, start: number, end: number): boolean {
  if (end <= start || end - start > 10 || (bytes[end - 1] ?? 0) >= 0x80) return false;
  for (let i = start; i < end - 1; i++) if ((bytes[i] ?? 0) < 0x80) return false;
  return true;
}

function sameBytes(key: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[start + i]) return false;
  return true;
}
