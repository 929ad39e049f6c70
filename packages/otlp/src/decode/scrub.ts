import type { AttributeValue } from '@ordertrace/model';
import { writeAttribute, writeValue } from '../encode/value.js';
import { readValue } from '../read/value.js';
import { ByteCursor } from '../wire/cursor.js';
import { keyValueTag } from '../wire/tags.js';
import { textFrom, utf8 } from '../wire/utf8.js';
import { WireWriter } from '../wire/writer.js';
import { checkKeyValue, checkValue } from './check-value.js';
import { tenantIn, type RecordRange } from './tenant-in-record.js';
import type { KeptFields } from './kept-fields.js';
import type { FieldShape, ScrubPlace, Shape } from './scrub-shapes.js';

/**
 * Inspects one text or value before it is stored.
 *
 * `keep` copies its bytes unchanged. `drop` leaves out an attribute, and empties a text or a value. Any other result replaces it. An exception ends the decoding of the request.
 */
export interface Scrub {
  (field: ScrubField): ScrubVerdict;
  /** The cache of kept fields; if present, a cached field is kept without another inspection. */
  readonly kept?: KeptFields;
}
export type ScrubVerdict = 'keep' | 'drop' | { readonly value: AttributeValue };

/** The field to inspect. It and its bytes are valid only until the scrub function returns. */
export interface ScrubField {
  readonly place: ScrubPlace;
  readonly isAttribute: boolean;
  /** The bytes for the positions `keyStart` to `valueEnd`. */
  readonly bytes: Uint8Array;
  /** An attribute's key as UTF-8; empty in other places. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** An OTLP `AnyValue`, or plain UTF-8 if `isText`. */
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly isText: boolean;
  /** Decodes the key. Not needed by a scrubber that works on bytes. */
  key(): string;
  /** The tenant that the record names; empty if it names none. */
  tenant(): string;
  value(): AttributeValue;
}

const nothing = new Uint8Array(0);

class FieldAtCursor implements ScrubField {
  place: ScrubPlace = 'span.attribute';
  isAttribute = false;
  bytes: Uint8Array = nothing;
  keyStart = 0;
  keyEnd = 0;
  valueStart = 0;
  valueEnd = 0;
  isText = false;
  /** Whether the bytes hold exactly the results of `key()` and `value()`. */
  isPlain = true;
  /** The span, log record, resource or scope of the field. */
  readonly record: RecordRange = { bytes: nothing, start: 0, end: 0, shape: [] };

  key(): string {
    return textFrom(this.bytes, this.keyStart, this.keyEnd);
  }

  value(): AttributeValue {
    if (this.isText) return textFrom(this.bytes, this.valueStart, this.valueEnd);
    return readValue(new ByteCursor(this.bytes, this.valueStart), this.valueEnd);
  }

  tenant(): string {
    return tenantIn(this.record);
  }
}

/** Passes messages through a scrub function. */
export class MessageScrubber {
  readonly #scrub: Scrub;
  readonly #kept: KeptFields | undefined;
  readonly #maxDepth: number;
  readonly #field = new FieldAtCursor();

  constructor(scrub: Scrub, maxDepth: number) {
    this.#scrub = scrub;
    this.#kept = scrub.kept;
    this.#maxDepth = maxDepth;
  }

  /**
   * Passes every text and value of a message, from the cursor to `end`, through the scrub function. Returns
   * the changed message, or `undefined` if all was kept, so that a clean message is never copied.
   */
  scrub(cursor: ByteCursor, end: number, shape: Shape): Uint8Array | undefined {
    const { record } = this.#field;
    record.bytes = cursor.bytes;
    record.start = cursor.pos;
    record.end = end;
    record.shape = shape;
    return this.#scrubMessage(cursor, end, shape);
  }

  #scrubMessage(cursor: ByteCursor, end: number, shape: Shape): Uint8Array | undefined {
    let writer: WireWriter | undefined;
    let keptFrom = cursor.pos;
    while (cursor.pos < end) {
      const fieldStart = cursor.pos;
      const tag = cursor.tag(end);
      const replacement = this.#scrubField(cursor, end, tag, shape[tag]);
      if (replacement === undefined) continue;
      writer ??= new WireWriter();
      writer.raw(cursor.bytes.subarray(keptFrom, fieldStart));
      writer.raw(replacement);
      keptFrom = cursor.pos;
    }
    writer?.raw(cursor.bytes.subarray(keptFrom, end));
    return writer?.finish();
  }

  /** Skips the field. Returns its replacement, tag included, or `undefined` to keep it. */
  #scrubField(
    cursor: ByteCursor,
    end: number,
    tag: number,
    shape: FieldShape | undefined,
  ): Uint8Array | undefined {
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
      const inner = this.#scrubMessage(cursor, fieldEnd, shape.shape);
      return inner === undefined ? undefined : encoded((writer) => writer.bytes(tag, inner));
    }
    const start = cursor.pos;
    if (this.#kept?.has(cursor.view, start, fieldEnd, shape.placeNumber) === true) {
      cursor.pos = fieldEnd;
      return undefined;
    }
    const replacement = this.#look(cursor, fieldEnd, tag, shape);
    if (replacement === undefined && shape.holds !== 'value')
      this.#kept?.add(cursor.view, start, fieldEnd, shape.placeNumber);
    return replacement;
  }

  #look(
    cursor: ByteCursor,
    end: number,
    tag: number,
    shape: FieldShape & { readonly place: ScrubPlace },
  ): Uint8Array | undefined {
    const field = this.#fieldAt(cursor, end, shape);
    const verdict = this.#scrub(field);
    cursor.pos = end;
    if (verdict !== 'keep') return replaced(tag, field, verdict);
    // Bytes that the scrub function did not see must be removed.
    return field.isPlain ? undefined : replaced(tag, field, { value: field.value() });
  }

  /** The content of a field, checked. */
  #fieldAt(
    cursor: ByteCursor,
    end: number,
    shape: FieldShape & { readonly place: ScrubPlace },
  ): FieldAtCursor {
    const field = this.#field;
    field.place = shape.place;
    field.isAttribute = shape.holds === 'attribute';
    field.isText = shape.holds === 'text';
    field.bytes = cursor.bytes;
    field.keyStart = 0;
    field.keyEnd = 0;
    field.valueStart = cursor.pos;
    field.valueEnd = end;
    field.isPlain = true;
    if (shape.holds === 'value') field.isPlain = checkValue(cursor, end, this.#maxDepth);
    if (shape.holds === 'attribute') {
      const start = cursor.pos;
      field.isPlain = checkKeyValue(cursor, end, this.#maxDepth);
      cursor.pos = start;
      findKeyAndValue(cursor, end, field);
    }
    return field;
  }
}

function findKeyAndValue(cursor: ByteCursor, end: number, field: FieldAtCursor): void {
  field.valueEnd = cursor.pos;
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
