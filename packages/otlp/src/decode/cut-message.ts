import type { ByteCursor } from '../wire/cursor.js';
import { keyValueTag, listTag, valueTag } from '../wire/tags.js';
import { WireWriter } from '../wire/writer.js';
import type { BoundedField, BoundedMessage } from './bounded-fields.js';

/** A list item or map entry has at least a tag and a length. */
const leastItemBytes = 2;

/** Counts of what was left out of records, by kind number. */
export type CutCounts = [attributes: number, events: number, links: number];

/**
 * Leaves out the parts of messages beyond the limits, and adds their count to `dropped_…_count` of the
 * message. The first parts are kept, as in OpenTelemetry's SDKs.
 */
export class MessageCutter {
  readonly #maxItems: number;
  readonly #counts: CutCounts;

  /** @param maxItems list items and map entries in the value of one attribute */
  constructor(maxItems: number, counts: CutCounts) {
    this.#maxItems = maxItems;
    this.#counts = counts;
  }

  /**
   * The message from the cursor to `end` without the parts beyond the limits. `undefined` if it fits, as
   * nearly all do.
   */
  cut(cursor: ByteCursor, end: number, bounded: BoundedMessage): Uint8Array | undefined {
    const start = cursor.pos;
    const fits = this.#fits(cursor, end, bounded);
    cursor.pos = start;
    return fits ? undefined : this.#rewritten(cursor, end, bounded);
  }

  #fits(cursor: ByteCursor, end: number, { byTag, fittingBytes }: BoundedMessage): boolean {
    if (end - cursor.pos <= fittingBytes) return true;
    const counts = [0, 0, 0];
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      const field = byTag[tag];
      if (field === undefined) cursor.skip(tag, end);
      else {
        const fieldEnd = cursor.fieldEnd(end);
        const count = (counts[field.kind] ?? 0) + 1;
        counts[field.kind] = count;
        if (count > field.most || !this.#fieldFits(cursor, fieldEnd, field)) return false;
      }
    }
    return true;
  }

  #fieldFits(cursor: ByteCursor, end: number, { holds }: BoundedField): boolean {
    const fits = holds === 'attribute' ? this.#valueFits(cursor, end) : this.#fits(cursor, end, holds);
    cursor.pos = end;
    return fits;
  }

  #valueFits(cursor: ByteCursor, end: number): boolean {
    if (end - cursor.pos <= leastItemBytes * this.#maxItems) return true;
    return countItems(cursor, end, this.#maxItems) <= this.#maxItems;
  }

  #rewritten(cursor: ByteCursor, end: number, bounded: BoundedMessage): Uint8Array {
    const copy = new CutCopy(bounded);
    while (cursor.pos < end) {
      const fieldStart = cursor.pos;
      const tag = cursor.tag(end);
      const field = bounded.byTag[tag];
      if (field === undefined) {
        if (copy.counts(tag)) copy.addDropped(tag, cursor.varint(end));
        else {
          cursor.skip(tag, end);
          copy.writer.raw(cursor.bytes.subarray(fieldStart, cursor.pos));
        }
        continue;
      }
      const fieldEnd = cursor.fieldEnd(end);
      const kept = copy.hasRoom(tag, field) ? this.#keptField(cursor, fieldEnd, field) : undefined;
      if (kept === undefined) {
        copy.addDropped(field.droppedTag, 1);
        this.#counts[field.kind]++;
      } else copy.add(tag, kept);
      cursor.pos = fieldEnd;
    }
    return copy.finish();
  }

  /** The kept bytes of a field; `undefined` for an attribute whose value has too many items. */
  #keptField(cursor: ByteCursor, end: number, { holds }: BoundedField): Uint8Array | undefined {
    const start = cursor.pos;
    if (holds !== 'attribute') return this.cut(cursor, end, holds) ?? cursor.bytes.subarray(start, end);
    return this.#valueFits(cursor, end) ? cursor.bytes.subarray(start, end) : undefined;
  }
}

/** The counts are 32-bit numbers. */
const mostCounted = 0xffffffff;

/** A copy of a message with fewer fields, and with the count of those left out. */
class CutCopy {
  readonly writer = new WireWriter();
  readonly #kept = new Map<number, number>();
  readonly #dropped: Map<number, number>;

  constructor(bounded: BoundedMessage) {
    this.#dropped = new Map(Array.from(bounded.fields.values(), ({ droppedTag }) => [droppedTag, 0]));
  }

  hasRoom(tag: number, { most }: BoundedField): boolean {
    return (this.#kept.get(tag) ?? 0) < most;
  }

  add(tag: number, content: Uint8Array): void {
    this.#kept.set(tag, (this.#kept.get(tag) ?? 0) + 1);
    this.writer.bytes(tag, content);
  }

  /** Whether the field with this tag counts what was left out. */
  counts(tag: number): boolean {
    return this.#dropped.has(tag);
  }

  addDropped(tag: number, count: number): void {
    this.#dropped.set(tag, (this.#dropped.get(tag) ?? 0) + count);
  }

  finish(): Uint8Array {
    for (const [tag, count] of this.#dropped)
      if (count > 0) this.writer.varint(tag, Math.min(count, mostCounted));
    return this.writer.finish();
  }
}

/**
 * Counts list items and map entries at all depths of a value, and stops after `most`. Lists, maps, items and
 * values differ only in their tags, so one stack of end positions is enough.
 */
function countItems(cursor: ByteCursor, end: number, most: number): number {
  const ends = [end];
  const kinds: ItemKind[] = ['entry'];
  let count = 0;
  while (ends.length > 0 && count <= most) {
    const innermost = ends.at(-1) ?? end;
    if (cursor.pos >= innermost) {
      ends.pop();
      kinds.pop();
      continue;
    }
    const tag = cursor.tag(innermost);
    const inner = innerKind(kinds.at(-1) ?? 'entry', tag);
    if (inner === undefined) {
      cursor.skip(tag, innermost);
      continue;
    }
    if (tag === listTag.values) count++;
    ends.push(cursor.fieldEnd(innermost));
    kinds.push(inner);
  }
  return count;
}

type ItemKind = 'entry' | 'value' | 'array' | 'map';

function innerKind(kind: ItemKind, tag: number): ItemKind | undefined {
  if (kind === 'entry') return tag === keyValueTag.value ? 'value' : undefined;
  if (kind === 'array') return tag === listTag.values ? 'value' : undefined;
  if (kind === 'map') return tag === listTag.values ? 'entry' : undefined;
  if (tag === valueTag.array) return 'array';
  return tag === valueTag.map ? 'map' : undefined;
}
