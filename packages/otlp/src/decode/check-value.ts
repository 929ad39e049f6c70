import { OtlpDecodeError } from '../decode-error.js';
import type { Cursor } from '../wire/cursor.js';
import { keyValueTag, listTag, valueTag } from '../wire/tags.js';

/** Steps over an `AnyValue`, to its end; throws where it is malformed or nests too deep. */
export function checkValue(cursor: Cursor, end: number, depth: number): void {
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
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
        checkArray(cursor, cursor.fieldEnd(end), depth - 1);
        break;
      case valueTag.map:
        checkMap(cursor, cursor.fieldEnd(end), depth - 1);
        break;
      default:
        cursor.skipUnknown(tag, end, 7);
    }
  }
}

function checkArray(cursor: Cursor, end: number, depth: number): void {
  checkDepth(cursor, depth);
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === listTag.values) checkValue(cursor, cursor.fieldEnd(end), depth);
    else cursor.skipUnknown(tag, end, 1);
  }
}

function checkMap(cursor: Cursor, end: number, depth: number): void {
  checkDepth(cursor, depth);
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === listTag.values) checkKeyValue(cursor, cursor.fieldEnd(end), depth);
    else cursor.skipUnknown(tag, end, 1);
  }
}

export function checkKeyValue(cursor: Cursor, end: number, depth: number): void {
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === keyValueTag.value) checkValue(cursor, cursor.fieldEnd(end), depth);
    else if (tag === keyValueTag.key) cursor.pos = cursor.fieldEnd(end);
    else cursor.skipUnknown(tag, end, 2);
  }
}

function checkDepth(cursor: Cursor, depth: number): void {
  if (depth < 0) throw new OtlpDecodeError('too_deep', cursor.pos, 'Lists and maps nest too deep');
}
