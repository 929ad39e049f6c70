import type { AttributeValue } from '@ordertrace/model';
import { writeAttribute, writeValue } from '../encode/value.js';
import { readValue } from '../read/value.js';
import { Cursor } from '../wire/cursor.js';
import { keyValueTag } from '../wire/tags.js';
import { textFrom, utf8 } from '../wire/utf8.js';
import { WireWriter } from '../wire/writer.js';
import { checkKeyValue, checkValue } from './check-value.js';
import type { FieldShape, ScrubPlace, Shape } from './scrub-shapes.js';

/**
 * Looks at one text or value on its way in, before anything of it is kept.
 *
 * `keep` copies its bytes as they came. `drop` leaves an attribute out, empties a text or a value. Anything
 * else takes its place. An exception ends the decoding of the request.
 */
export type Scrub = (field: ScrubField) => ScrubVerdict;
export type ScrubVerdict = 'keep' | 'drop' | { readonly value: AttributeValue };

/** What is being looked at. Its bytes are valid only until the scrub function returns. */
export interface ScrubField {
  readonly place: ScrubPlace;
  /** What `keyStart` to `valueEnd` are positions in. */
  readonly bytes: Uint8Array;
  /** An attribute's key as UTF-8; empty in other places. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** An OTLP `AnyValue`, or plain UTF-8 where `isText`. */
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly isText: boolean;
  /** Decodes the key; a scrubber that decides by bytes needs it not. */
  key(): string;
  value(): AttributeValue;
}

interface ScrubTask {
  readonly cursor: Cursor;
  readonly end: number;
  readonly shape: Shape;
  readonly scrub: Scrub;
  readonly maxDepth: number;
}

const nothing = new Uint8Array(0);

class FieldAtCursor implements ScrubField {
  place: ScrubPlace = 'span.attribute';
  bytes: Uint8Array = nothing;
  keyStart = 0;
  keyEnd = 0;
  valueStart = 0;
  valueEnd = 0;
  isText = false;

  key(): string {
    return textFrom(this.bytes, this.keyStart, this.keyEnd);
  }

  value(): AttributeValue {
    if (this.isText) return textFrom(this.bytes, this.valueStart, this.valueEnd);
    return readValue(new Cursor(this.bytes, this.valueStart), this.valueEnd);
  }
}

/**
 * Passes every text and value of a message, from the cursor to `end`, through the scrub function. Gives the
 * message with what it changed, or `undefined` where all was kept, so that a clean one is never copied.
 */
export function scrubMessage(task: ScrubTask): Uint8Array | undefined {
  const { cursor, end, shape } = task;
  let writer: WireWriter | undefined;
  let keptFrom = cursor.pos;
  while (cursor.pos < end) {
    const fieldStart = cursor.pos;
    const tag = cursor.tag(end);
    const replacement = scrubField(task, tag, shape.get(tag));
    if (replacement === undefined) continue;
    writer ??= new WireWriter();
    writer.raw(cursor.bytes.subarray(keptFrom, fieldStart));
    writer.raw(replacement);
    keptFrom = cursor.pos;
  }
  writer?.raw(cursor.bytes.subarray(keptFrom, end));
  return writer?.finish();
}

/** Steps over the field; the bytes to put in its place, tag included, or `undefined` to keep it. */
function scrubField(task: ScrubTask, tag: number, shape: FieldShape | undefined): Uint8Array | undefined {
  const { cursor, end } = task;
  if (shape === undefined) {
    cursor.skip(tag, end);
    return nothing;
  }
  if (shape.holds === 'plain') {
    cursor.skip(tag, end);
    return undefined;
  }
  const fieldEnd = cursor.fieldEnd(end);
  if (shape.holds === 'message') {
    const inner = scrubMessage({ ...task, end: fieldEnd, shape: shape.shape });
    return inner === undefined ? undefined : encoded((writer) => writer.bytes(tag, inner));
  }
  const field = fieldAt(task, fieldEnd, shape);
  const verdict = task.scrub(field);
  cursor.pos = fieldEnd;
  return verdict === 'keep' ? undefined : replaced(tag, field, verdict);
}

/** What stands in a field, checked. */
function fieldAt(
  task: ScrubTask,
  end: number,
  shape: FieldShape & { readonly place: ScrubPlace },
): FieldAtCursor {
  const { cursor } = task;
  const field = new FieldAtCursor();
  field.place = shape.place;
  field.bytes = cursor.bytes;
  field.isText = shape.holds === 'text';
  field.valueStart = cursor.pos;
  field.valueEnd = end;
  if (shape.holds === 'value') checkValue(cursor, end, task.maxDepth);
  if (shape.holds === 'attribute') findKeyAndValue(task, end, field);
  return field;
}

function findKeyAndValue(task: ScrubTask, end: number, field: FieldAtCursor): void {
  const { cursor } = task;
  const start = cursor.pos;
  checkKeyValue(cursor, end, task.maxDepth);
  cursor.pos = start;
  field.valueEnd = start;
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    const isKey = tag === keyValueTag.key;
    if (!isKey && tag !== keyValueTag.value) {
      cursor.skip(tag, end);
      continue;
    }
    const partEnd = cursor.fieldEnd(end);
    if (isKey) {
      field.keyStart = cursor.pos;
      field.keyEnd = partEnd;
    } else {
      field.valueStart = cursor.pos;
      field.valueEnd = partEnd;
    }
    cursor.pos = partEnd;
  }
}

function replaced(tag: number, field: ScrubField, verdict: Exclude<ScrubVerdict, 'keep'>): Uint8Array {
  if (verdict === 'drop') return nothing;
  const { value } = verdict;
  return encoded((writer) => {
    if (field.isText) writer.bytes(tag, utf8(typeof value === 'string' ? value : ''));
    else if (field.place === 'log.body') writer.message(tag, () => writeValue(writer, value));
    else writeAttribute(writer, tag, field.key(), value);
  });
}

function encoded(write: (writer: WireWriter) => void): Uint8Array {
  const writer = new WireWriter();
  write(writer);
  return writer.finish();
}
