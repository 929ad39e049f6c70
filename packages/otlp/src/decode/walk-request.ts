import { Cursor } from '../wire/cursor.js';
import { groupTag, requestTag } from '../wire/tags.js';
import type { DecodeState } from './decode-state.js';
import { resourceTable, scopeTable, type Part, type PartTable, type ResourcePart } from './parts.js';
import { MessageScrubber, type Scrub } from './scrub.js';
import type { Shape } from './scrub-shapes.js';

/** Decodes one signal's records. */
export interface RecordDecoder {
  readonly shape: Shape;
  /** Decodes the record from the cursor to `end`: adds it to the batch, or counts why not. */
  decode(cursor: Cursor, end: number, parts: RecordParts): void;
}

export interface RecordParts {
  readonly resource: ResourcePart;
  readonly scope: Part;
}

/** Walks an export request; both signals' requests have the same outer shape. */
export class RequestWalk {
  readonly #state: DecodeState;
  readonly #records: RecordDecoder;
  readonly #scrubber: MessageScrubber | undefined;
  readonly #resources: PartTable<ResourcePart>;
  readonly #scopes: PartTable<Part>;

  constructor(state: DecodeState, records: RecordDecoder, scrub: Scrub | undefined) {
    this.#state = state;
    this.#records = records;
    this.#scrubber = scrub === undefined ? undefined : new MessageScrubber(scrub, state.limits.maxDepth);
    this.#resources = resourceTable(state);
    this.#scopes = scopeTable(state);
  }

  walk(bytes: Uint8Array): void {
    const cursor = new Cursor(bytes);
    const end = bytes.length;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === requestTag.resources) this.#walkResource(cursor, cursor.fieldEnd(end));
      else cursor.skipUnknown(tag, end, 1);
    }
  }

  #walkResource(cursor: Cursor, end: number): void {
    const start = cursor.pos;
    const resource = this.#head(cursor, end, this.#resources);
    cursor.pos = start;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === groupTag.members) this.#walkScope(cursor, cursor.fieldEnd(end), resource);
      else cursor.skip(tag, end);
    }
  }

  #walkScope(cursor: Cursor, end: number, resource: ResourcePart): void {
    const start = cursor.pos;
    const scope = this.#head(cursor, end, this.#scopes);
    const parts: RecordParts = { resource, scope };
    cursor.pos = start;
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === groupTag.members) this.#walkRecord(cursor, cursor.fieldEnd(end), parts);
      else cursor.skip(tag, end);
    }
  }

  #walkRecord(cursor: Cursor, end: number, parts: RecordParts): void {
    this.#state.countRecord(cursor.pos);
    const scrubbed = this.#scrubbed(cursor, end, this.#records.shape);
    if (scrubbed === undefined) this.#records.decode(cursor, end, parts);
    else this.#records.decode(new Cursor(scrubbed), scrubbed.length, parts);
    cursor.pos = end;
  }

  /** The resource or scope of a group, which may stand behind its members; an empty one where it has none. */
  #head<P extends Part>(cursor: Cursor, end: number, table: PartTable<P>): P {
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
    const scrubbed = this.#scrubbed(cursor, headEnd, table.shape);
    return scrubbed === undefined
      ? table.at(cursor, headEnd)
      : table.at(new Cursor(scrubbed), scrubbed.length);
  }

  #scrubbed(cursor: Cursor, end: number, shape: Shape): Uint8Array | undefined {
    const start = cursor.pos;
    const scrubbed = this.#scrubber?.scrub(cursor, end, shape);
    cursor.pos = start;
    return scrubbed;
  }
}
