import { OtlpDecodeError } from '../decode-error.js';
import type { ByteCursor } from '../wire/cursor.js';
import { keyValueTag, listTag, valueTag } from '../wire/tags.js';

/**
 * Checks an `AnyValue` and skips it. Throws if it is malformed or nested too deep. Returns `false` if the
 * bytes hold more than a reader uses: unknown fields, or values that a later field replaces.
 */
export function checkValue(cursor: ByteCursor, end: number, depth: number): boolean {
  let isPlain = true;
  let fields = 0;
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    fields++;
    switch (tag) {
      case valueTag.text:
      case valueTag.bytes:
        cursor.pos = cursor.fieldEnd(end);
        break;
      case valueTag.int:
      case valueTag.bool:
        cursor.skipVarint(end);
        break;
      case valueTag.double:
        cursor.fixed(8, end);
        break;
      case valueTag.array:
        isPlain = checkArray(cursor, cursor.fieldEnd(end), depth - 1) && isPlain;
        break;
      case valueTag.map:
        isPlain = checkMap(cursor, cursor.fieldEnd(end), depth - 1) && isPlain;
        break;
      default:
        isPlain = false;
        cursor.skipUnknown(tag, end, 7);
    }
  }
  return isPlain && fields <= 1;
}

function checkArray(cursor: ByteCursor, end: number, depth: number): boolean {
  let isPlain = true;
  checkDepth(cursor, depth);
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === listTag.values) isPlain = checkValue(cursor, cursor.fieldEnd(end), depth) && isPlain;
    else {
      isPlain = false;
      cursor.skipUnknown(tag, end, 1);
    }
  }
  return isPlain;
}

function checkMap(cursor: ByteCursor, end: number, depth: number): boolean {
  let isPlain = true;
  checkDepth(cursor, depth);
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === listTag.values) isPlain = checkKeyValue(cursor, cursor.fieldEnd(end), depth) && isPlain;
    else {
      isPlain = false;
      cursor.skipUnknown(tag, end, 1);
    }
  }
  return isPlain;
}

/** As `checkValue`, for a `KeyValue`. */
export function checkKeyValue(cursor: ByteCursor, end: number, depth: number): boolean {
  let isPlain = true;
  let keys = 0;
  let values = 0;
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === keyValueTag.value) {
      values++;
      isPlain = checkValue(cursor, cursor.fieldEnd(end), depth) && isPlain;
    } else if (tag === keyValueTag.key) {
      keys++;
      cursor.pos = cursor.fieldEnd(end);
    } else {
      isPlain = false;
      cursor.skipUnknown(tag, end, 2);
    }
  }
  return isPlain && keys <= 1 && values <= 1;
}

function checkDepth(cursor: ByteCursor, depth: number): void {
  if (depth < 0) throw new OtlpDecodeError('too_deep', cursor.pos, 'Lists and maps nest too deep');
}
