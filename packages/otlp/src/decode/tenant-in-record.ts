import { attribute } from '@ordertrace/conventions';
import { ByteCursor } from '../wire/cursor.js';
import { keyValueTag, valueTag } from '../wire/tags.js';
import { textFrom } from '../wire/utf8.js';
import type { Shape } from './scrub-shapes.js';

/** The range of a span, a log record, a resource or a scope. Its fields are not checked yet. */
export interface RecordRange {
  bytes: Uint8Array;
  start: number;
  end: number;
  shape: Shape;
}

/** The tenant that a record names as a text; empty if it names none. */
export function tenantIn({ bytes, start, end, shape }: RecordRange): string {
  const cursor = new ByteCursor(bytes, start);
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (shape[tag]?.holds !== 'attribute') {
      cursor.skip(tag, end);
      continue;
    }
    const fieldEnd = cursor.fieldEnd(end);
    const tenant = tenantOf(cursor, fieldEnd);
    if (tenant !== undefined) return tenant;
    cursor.pos = fieldEnd;
  }
  return '';
}

/** The value of an attribute if it is the tenant. The key must come first, as all senders write it. */
function tenantOf(cursor: ByteCursor, end: number): string | undefined {
  if (cursor.pos >= end || cursor.tag(end) !== keyValueTag.key) return undefined;
  const keyEnd = cursor.fieldEnd(end);
  const key = textFrom(cursor.bytes, cursor.pos, keyEnd);
  cursor.pos = keyEnd;
  if (key !== attribute.tenantId || cursor.pos >= end || cursor.tag(end) !== keyValueTag.value)
    return undefined;
  const valueEnd = cursor.fieldEnd(end);
  if (cursor.pos >= valueEnd || cursor.tag(valueEnd) !== valueTag.text) return undefined;
  const textEnd = cursor.fieldEnd(valueEnd);
  return textFrom(cursor.bytes, cursor.pos, textEnd);
}
