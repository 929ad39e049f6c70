import { ByteCursor } from '../wire/cursor.js';
import { groupTag, requestTag } from '../wire/tags.js';
import { boundedShapes, type BoundedMessage, type BoundedShapes } from './bounded-fields.js';
import { MessageCutter } from './cut-message.js';
import type { DecodeState } from './decode-state.js';
import { resourceTable, scopeTable, type Part, type PartTable, type ResourcePart } from './parts.js';
import { MessageScrubber, type Scrub } from './scrub.js';
import type { Shape } from './scrub-shapes.js';

/** Decodes the records of one signal. */
export interface RecordDecoder {
  readonly signal: 'span' | 'log';
  readonly shape: Shape;
  /** Decodes the record from the cursor to `end`. Adds it to the batch, or counts why it was rejected. */
  decode(cursor: ByteCursor, end: number, parts: RecordOrigin): void;
}

export interface RecordOrigin {
  readonly resource: ResourcePart;
  readonly scope: Part;
}

/** The limits and the scrubbing of a record, a resource or a scope, applied before it is read. */
interface MessageRules {
  readonly shape: Shape;
  readonly bounded: BoundedMessage;
}

/** Least number of bytes between two pauses. */
const sliceBytes = 16 * 1024;

/** Walks through an export request. The requests of both signals have the same outer shape. */
export class RequestWalk {
  readonly #state: DecodeState;
  readonly #records: RecordDecoder;
  readonly #recordRules: MessageRules;
  readonly #bounded: BoundedShapes;
  readonly #cutter: MessageCutter;
  readonly #scrubber: MessageScrubber | undefined;
  readonly #resources: PartTable<ResourcePart>;
  readonly #scopes: PartTable<Part>;
  #sliceEnd = sliceBytes;

  constructor(state: DecodeState, records: RecordDecoder, scrub: Scrub | undefined) {
    this.#state = state;
    this.#records = records;
    this.#scrubber = scrub === undefined ? undefined : new MessageScrubber(scrub, state.limits.maxDepth);
    this.#bounded = boundedShapes(state.limits);
    this.#recordRules = { shape: records.shape, bounded: this.#bounded[records.signal] };
    this.#cutter = new MessageCutter(state.limits.maxItems, state.cut);
    this.#resources = resourceTable(state);
    this.#scopes = scopeTable(state);
  }

  /** Walks to the end of the request; yields between two slices of it. */
  *walk(bytes: Uint8Array): Generator<undefined, void> {
    const cursor = new ByteCursor(bytes);
    const end = bytes.length;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === requestTag.resources) yield* this.#walkResource(cursor, cursor.fieldEnd(end));
      else cursor.skipUnknown(tag, end, 1);
      if (this.#isSliceOver(cursor)) yield;
    }
  }

  *#walkResource(cursor: ByteCursor, end: number): Generator<undefined, void> {
    const start = cursor.pos;
    const resource = this.#head(cursor, end, this.#resources, this.#bounded.resource);
    cursor.pos = start;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === groupTag.members) yield* this.#walkScope(cursor, cursor.fieldEnd(end), resource);
      else cursor.skip(tag, end);
      if (this.#isSliceOver(cursor)) yield;
    }
  }

  *#walkScope(cursor: ByteCursor, end: number, resource: ResourcePart): Generator<undefined, void> {
    const start = cursor.pos;
    const scope = this.#head(cursor, end, this.#scopes, this.#bounded.scope);
    const parts: RecordOrigin = { resource, scope };
    cursor.pos = start;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === groupTag.members) this.#walkRecord(cursor, cursor.fieldEnd(end), parts);
      else cursor.skip(tag, end);
      if (this.#isSliceOver(cursor)) yield;
    }
  }

  #isSliceOver(cursor: ByteCursor): boolean {
    if (cursor.pos < this.#sliceEnd) return false;
    this.#sliceEnd = cursor.pos + sliceBytes;
    return true;
  }

  #walkRecord(cursor: ByteCursor, end: number, parts: RecordOrigin): void {
    this.#state.countRecord(cursor.pos);
    const passed = this.#passed(cursor, end, this.#recordRules);
    if (passed === undefined) this.#records.decode(cursor, end, parts);
    else this.#records.decode(new ByteCursor(passed), passed.length, parts);
    cursor.pos = end;
  }

  /** The resource or scope of a group, which may follow its members. Empty if the group has none. */
  #head<P extends Part>(cursor: ByteCursor, end: number, table: PartTable<P>, bounded: BoundedMessage): P {
    let start = cursor.pos;
    let headEnd = cursor.pos;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === groupTag.head) {
        headEnd = cursor.fieldEnd(end);
        start = cursor.pos;
        cursor.pos = headEnd;
      } else if (tag === groupTag.members || tag === groupTag.schemaUrl) cursor.pos = cursor.fieldEnd(end);
      else cursor.skipUnknown(tag, end, 3);
    }
    cursor.pos = start;
    const passed = this.#passed(cursor, headEnd, { shape: table.shape, bounded });
    return passed === undefined ? table.at(cursor, headEnd) : table.at(new ByteCursor(passed), passed.length);
  }

  /** The message after limits and scrubbing; `undefined` if it is unchanged. */
  #passed(cursor: ByteCursor, end: number, { shape, bounded }: MessageRules): Uint8Array | undefined {
    const start = cursor.pos;
    const cut = this.#cutter.cut(cursor, end, bounded);
    cursor.pos = start;
    if (this.#scrubber === undefined) return cut;
    if (cut !== undefined) return this.#scrubber.scrub(new ByteCursor(cut), cut.length, shape) ?? cut;
    const scrubbed = this.#scrubber.scrub(cursor, end, shape);
    cursor.pos = start;
    return scrubbed;
  }
}
