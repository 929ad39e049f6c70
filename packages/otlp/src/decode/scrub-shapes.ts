import { eventTag, linkTag, logTag, resourceTag, scopeTag, spanTag, statusTag } from '../wire/tags.js';

/** All places of a record that may hold a text. */
export type ScrubPlace =
  | 'resource.attribute'
  | 'scope.name'
  | 'scope.version'
  | 'scope.attribute'
  | 'span.name'
  | 'span.trace_state'
  | 'span.status_message'
  | 'span.attribute'
  | 'event.name'
  | 'event.attribute'
  | 'link.trace_state'
  | 'link.attribute'
  | 'log.severity_text'
  | 'log.event_name'
  | 'log.body'
  | 'log.attribute';

/**
 * The content of a message's field: a text, an attribute (`KeyValue`), a value (`AnyValue`), a message with
 * its own shape, or nothing that could be a text.
 */
export type FieldShape =
  | {
      readonly holds: 'text' | 'attribute' | 'value';
      readonly place: ScrubPlace;
      /** Distinguishes places by number, where a text would be too slow. */
      readonly placeNumber: number;
    }
  | { readonly holds: 'message'; readonly shape: Shape }
  | { readonly holds: 'plain' };

/** The known fields of a message, by tag. Scrubbing removes all others. */
export type Shape = readonly (FieldShape | undefined)[];

const plain: FieldShape = { holds: 'plain' };

function shape(fields: readonly (readonly [number, FieldShape])[]): Shape {
  const byTag = Array.from({ length: 256 }, (): FieldShape | undefined => undefined);
  for (const [tag, field] of fields) byTag[tag] = field;
  return byTag;
}

const places: ScrubPlace[] = [];

function looked(holds: 'text' | 'attribute' | 'value', place: ScrubPlace): FieldShape {
  return { holds, place, placeNumber: places.push(place) };
}

export const resourceShape = shape([
  [resourceTag.attributes, looked('attribute', 'resource.attribute')],
  [resourceTag.dropped, plain],
]);

export const scopeShape = shape([
  [scopeTag.name, looked('text', 'scope.name')],
  [scopeTag.version, looked('text', 'scope.version')],
  [scopeTag.attributes, looked('attribute', 'scope.attribute')],
  [scopeTag.dropped, plain],
]);

const eventShape = shape([
  [eventTag.time, plain],
  [eventTag.name, looked('text', 'event.name')],
  [eventTag.attributes, looked('attribute', 'event.attribute')],
  [eventTag.dropped, plain],
]);

const linkShape = shape([
  [linkTag.traceId, plain],
  [linkTag.spanId, plain],
  [linkTag.traceState, looked('text', 'link.trace_state')],
  [linkTag.attributes, looked('attribute', 'link.attribute')],
  [linkTag.dropped, plain],
  [linkTag.flags, plain],
]);

const statusShape = shape([
  [statusTag.message, looked('text', 'span.status_message')],
  [statusTag.code, plain],
]);

export const spanShape = shape([
  [spanTag.attributes, looked('attribute', 'span.attribute')],
  [spanTag.name, looked('text', 'span.name')],
  [spanTag.traceState, looked('text', 'span.trace_state')],
  [spanTag.events, { holds: 'message', shape: eventShape }],
  [spanTag.links, { holds: 'message', shape: linkShape }],
  [spanTag.status, { holds: 'message', shape: statusShape }],
  ...plainFields([
    spanTag.traceId,
    spanTag.spanId,
    spanTag.parentSpanId,
    spanTag.kind,
    spanTag.startTime,
    spanTag.endTime,
    spanTag.droppedAttributes,
    spanTag.droppedEvents,
    spanTag.droppedLinks,
    spanTag.flags,
  ]),
]);

export const logShape = shape([
  [logTag.attributes, looked('attribute', 'log.attribute')],
  [logTag.body, looked('value', 'log.body')],
  [logTag.severityText, looked('text', 'log.severity_text')],
  [logTag.eventName, looked('text', 'log.event_name')],
  ...plainFields([
    logTag.time,
    logTag.severityNumber,
    logTag.droppedAttributes,
    logTag.flags,
    logTag.traceId,
    logTag.spanId,
    logTag.observedTime,
  ]),
]);

function plainFields(tags: readonly number[]): [number, FieldShape][] {
  return tags.map((tag) => [tag, plain]);
}
