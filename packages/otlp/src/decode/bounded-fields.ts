import type { DecodeLimits } from '../limits.js';
import { eventTag, linkTag, logTag, resourceTag, scopeTag, spanTag } from '../wire/tags.js';

/** A repeated field of a message with a limit. Entries beyond the limit are left out. */
export interface BoundedField {
  readonly most: number;
  /** The tag of the field that counts the entries left out. */
  readonly droppedTag: number;
  /** The content: an attribute (`KeyValue`), or a message with bounded fields of its own. */
  readonly holds: 'attribute' | BoundedMessage;
  /** An index into `cutKinds`. */
  readonly kind: 0 | 1 | 2;
}

/** Kinds of bounded fields; the number of a kind is its index. */
export const cutKinds = ['attribute', 'event', 'link'] as const;
export type CutKind = (typeof cutKinds)[number];

/** The bounded fields of a message. */
export interface BoundedMessage {
  readonly fields: ReadonlyMap<number, BoundedField>;
  /** The fields by tag, for speed. */
  readonly byTag: readonly (BoundedField | undefined)[];
  /** A message of at most this length can't exceed a limit, nor can the messages inside it. */
  readonly fittingBytes: number;
}

/** A field has at least a tag and a length. */
const leastFieldBytes = 2;

function bounded(fields: ReadonlyMap<number, BoundedField>): BoundedMessage {
  const least = Array.from(fields.values(), ({ most, holds }) =>
    holds === 'attribute' ? most * leastFieldBytes : Math.min(most * leastFieldBytes, holds.fittingBytes),
  );
  const byTag = Array.from({ length: 256 }, (_, tag) => fields.get(tag));
  return { fields, byTag, fittingBytes: Math.min(...least) };
}

export interface BoundedShapes {
  readonly span: BoundedMessage;
  readonly log: BoundedMessage;
  readonly resource: BoundedMessage;
  readonly scope: BoundedMessage;
}

export function boundedShapes(limits: DecodeLimits): BoundedShapes {
  const attributes = (most: number, droppedTag: number): BoundedField => ({
    most,
    droppedTag,
    holds: 'attribute',
    kind: 0,
  });
  const ofRecord = limits.maxAttributes;
  const ofItem = limits.maxItemAttributes;
  const event = bounded(new Map([[eventTag.attributes, attributes(ofItem, eventTag.dropped)]]));
  const link = bounded(new Map([[linkTag.attributes, attributes(ofItem, linkTag.dropped)]]));
  const events = { most: limits.maxEvents, droppedTag: spanTag.droppedEvents, holds: event } as const;
  const links = { most: limits.maxLinks, droppedTag: spanTag.droppedLinks, holds: link } as const;
  return {
    span: bounded(
      new Map<number, BoundedField>([
        [spanTag.attributes, attributes(ofRecord, spanTag.droppedAttributes)],
        [spanTag.events, { ...events, kind: 1 }],
        [spanTag.links, { ...links, kind: 2 }],
      ]),
    ),
    log: bounded(new Map([[logTag.attributes, attributes(ofRecord, logTag.droppedAttributes)]])),
    resource: bounded(new Map([[resourceTag.attributes, attributes(ofRecord, resourceTag.dropped)]])),
    scope: bounded(new Map([[scopeTag.attributes, attributes(ofRecord, scopeTag.dropped)]])),
  };
}
