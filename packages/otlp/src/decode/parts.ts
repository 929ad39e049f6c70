import { attribute } from '@ordertrace/conventions';
import { OtlpDecodeError } from '../decode-error.js';
import type { ByteCursor } from '../wire/cursor.js';
import { resourceTag, scopeTag } from '../wire/tags.js';
import { AttributeScan } from './attribute-scan.js';
import type { DecodeState } from './decode-state.js';
import { RecordHash } from './record-hash.js';
import { resourceShape, scopeShape, type Shape } from './scrub-shapes.js';

/** A resource or a scope of a request. Equal ones share one object. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly hashLow: number;
  readonly hashHigh: number;
  /** The index in the batch; -1 until an accepted record needs it. */
  index: number;
}

export interface ResourcePart extends Part {
  /** The batch's number of the text in `service.name`. */
  readonly service: number;
  readonly tenant: number;
}

/** Most parts with the same hash that are compared: a sender may create collisions on purpose. */
const mostAlike = 8;

/** The parts of a request, by their bytes. */
export class PartTable<P extends Part> {
  readonly shape: Shape;
  readonly #known = new Map<number, P[]>();
  readonly #read: (cursor: ByteCursor, end: number, part: Part) => P;
  readonly #hash = new RecordHash();
  readonly #most: number;
  #count = 0;

  /**
   * `read` checks the bytes of a part and returns the data that its records need. At most `most` parts are accepted.
   */
  constructor(shape: Shape, most: number, read: (cursor: ByteCursor, end: number, part: Part) => P) {
    this.shape = shape;
    this.#most = most;
    this.#read = read;
  }

  /** The part in the bytes from the cursor to `end`, which are skipped. */
  at(cursor: ByteCursor, end: number): P {
    const start = cursor.pos;
    this.#hash.seed(0, 0);
    this.#hash.add(cursor.view, start, end);
    const { low: hashLow, high: hashHigh } = this.#hash;
    const alike = this.#known.get(hashLow);
    const known = alike?.find((part) => sameBytes(part.bytes, cursor.bytes, start, end));
    if (known !== undefined) {
      cursor.pos = end;
      return known;
    }
    if (++this.#count > this.#most) {
      throw new OtlpDecodeError('too_many', start, `More than ${this.#most} resources or scopes`);
    }
    const part = this.#read(cursor, end, {
      bytes: cursor.bytes.slice(start, end),
      hashLow,
      hashHigh,
      index: -1,
    });
    if (alike === undefined) this.#known.set(hashLow, [part]);
    else if (alike.length < mostAlike) alike.push(part);
    return part;
  }
}

function sameBytes(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}

export function resourceTable(state: DecodeState): PartTable<ResourcePart> {
  const attributes = new AttributeScan();
  const serviceName = attributes.watch(attribute.serviceName);
  const tenant = attributes.watch(attribute.tenantId);
  return new PartTable(resourceShape, state.limits.maxResources, (cursor, end, part) => {
    attributes.clear();
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === resourceTag.attributes) attributes.add(cursor, cursor.fieldEnd(end), state.limits.maxDepth);
      else cursor.skipUnknown(tag, end, 1);
    }
    return {
      ...part,
      service: state.textValue(cursor.bytes, serviceName),
      tenant: state.naming.tenant(cursor.bytes, tenant),
    };
  });
}

export function scopeTable(state: DecodeState): PartTable<Part> {
  const attributes = new AttributeScan();
  return new PartTable(scopeShape, state.limits.maxResources, (cursor, end, part) => {
    while (cursor.pos < end) {
      const tag = cursor.tag(end);
      if (tag === scopeTag.attributes) attributes.add(cursor, cursor.fieldEnd(end), state.limits.maxDepth);
      else if (tag === scopeTag.name || tag === scopeTag.version) cursor.pos = cursor.fieldEnd(end);
      else cursor.skipUnknown(tag, end, 3);
    }
    return part;
  });
}
