import type { Attributes, AttributeValue } from '@ordertrace/model';
import type { ByteCursor } from '../wire/cursor.js';
import { keyValueTag, listTag, valueTag } from '../wire/tags.js';
import { TextCache } from '../wire/text-cache.js';
import { textFrom } from '../wire/utf8.js';

const keys = new TextCache();
const values = new TextCache();

/** Reads an `AnyValue` that was checked on receipt. An empty one is `null`. */
export function readValue(cursor: ByteCursor, end: number): AttributeValue {
  let value: AttributeValue = null;
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case valueTag.text:
        value = readText(cursor, end);
        break;
      case valueTag.bool:
        value = cursor.varint(end) !== 0;
        break;
      case valueTag.int:
        value = cursor.int64(end);
        break;
      case valueTag.double:
        value = cursor.view.getFloat64(cursor.fixed(8, end), true);
        break;
      case valueTag.array:
        value = readArray(cursor, cursor.fieldEnd(end));
        break;
      case valueTag.map:
        value = readMap(cursor, cursor.fieldEnd(end));
        break;
      case valueTag.bytes:
        value = readBytes(cursor, end);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return value;
}

/** The first `most` items of an `AnyValue` that is a list; any other value is returned as the only item. */
export function readItems(cursor: ByteCursor, end: number, most: number): AttributeValue[] {
  const start = cursor.pos;
  if (start < end && cursor.tag(end) === valueTag.array) {
    const listEnd = cursor.fieldEnd(end);
    if (listEnd === end) return readArray(cursor, end, most);
  }
  cursor.pos = start;
  return [readValue(cursor, end)];
}

function readArray(cursor: ByteCursor, end: number, most = Infinity): AttributeValue[] {
  const values: AttributeValue[] = [];
  while (cursor.pos < end && values.length < most) {
    const tag = cursor.tag(end);
    if (tag === listTag.values) values.push(readValue(cursor, cursor.fieldEnd(end)));
    else cursor.skip(tag, end);
  }
  return values;
}

function readMap(cursor: ByteCursor, end: number): Attributes {
  const entries = new Map<string, AttributeValue>();
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === listTag.values) readAttribute(cursor, cursor.fieldEnd(end), entries);
    else cursor.skip(tag, end);
  }
  return entries;
}

/** Reads a `KeyValue` into the map. With `only`, other keys are skipped. */
export function readAttribute(
  cursor: ByteCursor,
  end: number,
  into: Map<string, AttributeValue>,
  only?: ReadonlySet<string>,
): void {
  let key = '';
  let value: AttributeValue = null;
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === keyValueTag.key) key = readCached(cursor, end, keys);
    else if (tag === keyValueTag.value) {
      const valueEnd = cursor.fieldEnd(end);
      if (only === undefined) value = readValue(cursor, valueEnd);
      else if (key === '' || only.has(key)) value = readRepeatedValue(cursor, valueEnd);
      else cursor.pos = valueEnd;
    } else cursor.skip(tag, end);
  }
  if (only === undefined || only.has(key)) into.set(key, value);
}

/** As `readValue`, for values of which many are equal. */
function readRepeatedValue(cursor: ByteCursor, end: number): AttributeValue {
  if (cursor.bytes[cursor.pos] !== valueTag.text) return readValue(cursor, end);
  const start = cursor.pos++;
  const text = readCached(cursor, end, values);
  if (cursor.pos === end) return text;
  cursor.pos = start;
  return readValue(cursor, end);
}

function readCached(cursor: ByteCursor, end: number, texts: TextCache): string {
  const textEnd = cursor.fieldEnd(end);
  const text = texts.text(cursor.bytes, cursor.pos, textEnd);
  cursor.pos = textEnd;
  return text;
}

export function readText(cursor: ByteCursor, end: number): string {
  const textEnd = cursor.fieldEnd(end);
  const text = textFrom(cursor.bytes, cursor.pos, textEnd);
  cursor.pos = textEnd;
  return text;
}

/** A copy, so that it stays valid after the source bytes are reused. */
function readBytes(cursor: ByteCursor, end: number): Uint8Array {
  const bytesEnd = cursor.fieldEnd(end);
  const bytes = cursor.bytes.slice(cursor.pos, bytesEnd);
  cursor.pos = bytesEnd;
  return bytes;
}
