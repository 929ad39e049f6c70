import type { Cursor } from '../wire/cursor.js';
import { keyValueTag } from '../wire/tags.js';
import { utf8 } from '../wire/utf8.js';
import { checkValue } from './check-value.js';

/** Where the value (an `AnyValue`) of a watched key lies. */
export interface WatchedValue {
  readonly key: string;
  /** -1 where the record has no such key. */
  start: number;
  end: number;
}

interface Watched extends WatchedValue {
  readonly keyBytes: Uint8Array;
}

/** Attributes of a record as they pass by: where the values of a few watched keys lie. */
export class AttributeScan {
  readonly #watched: Watched[] = [];
  /** By length of the key in bytes. */
  readonly #byLength: (Watched[] | undefined)[] = [];

  /** Notes the value of this key from now on. */
  watch(key: string): WatchedValue {
    const keyBytes = utf8(key);
    const watched: Watched = { key, keyBytes, start: -1, end: 0 };
    while (this.#byLength.length <= keyBytes.length) this.#byLength.push(undefined);
    this.#byLength[keyBytes.length] = [...(this.#byLength[keyBytes.length] ?? []), watched];
    this.#watched.push(watched);
    return watched;
  }

  /** Forgets the values, for the next record. */
  clear(): void {
    for (const watched of this.#watched) watched.start = -1;
  }

  /** Checks a `KeyValue` and steps over it; of a repeated key the last value is noted. */
  add(cursor: Cursor, end: number, depth: number): void {
    let keyStart = 0;
    let keyEnd = 0;
    let valueStart = 0;
    let valueEnd = 0;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === keyValueTag.key) {
        keyEnd = cursor.fieldEnd(end);
        keyStart = cursor.pos;
        cursor.pos = keyEnd;
      } else if (tag === keyValueTag.value) {
        valueEnd = cursor.fieldEnd(end);
        valueStart = cursor.pos;
        checkValue(cursor, valueEnd, depth);
      } else {
        cursor.skipUnknown(tag, end, 2);
      }
    }
    const candidates = this.#byLength[keyEnd - keyStart];
    if (candidates === undefined) return;
    for (const watched of candidates) {
      if (!sameBytes(watched.keyBytes, cursor.bytes, keyStart)) continue;
      watched.start = valueStart;
      watched.end = valueEnd;
    }
  }
}

function sameBytes(key: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[start + i]) return false;
  return true;
}
