import { eventTag, linkTag, logTag, resourceTag, scopeTag, spanTag, statusTag } from '../wire/tags.js';

/** Everywhere in a record where a text can stand. */
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
 * What a field of a message holds: a text, an attribute (`KeyValue`), a value (`AnyValue`), a message with
 * a shape of its own, or nothing that could be a text.
 */
export type FieldShape =
  | { readonly holds: 'text' | 'attribute' | 'value'; readonly place: ScrubPlace }
  | { readonly holds: 'message'; readonly shape: Shape }
  | { readonly holds: 'plain' };

/** The known fields of a message, by tag. All others are left out of what was scrubbed. */
export type Shape = ReadonlyMap<number, FieldShape>;

const plain: FieldShape = { holds: 'plain' };

function shape(fields: readonly (readonly [number, FieldShape])[]): Shape {
  return new Map(fields);
}

export const resourceShape = shape([
  [resourceTag.attributes, { holds: 'attribute', place: 'resource.attribute' }],
]);

export const scopeShape = shape([
  [scopeTag.name, { holds: 'text', place: 'scope.name' }],
  [scopeTag.version, { holds: 'text', place: 'scope.version' }],
  [scopeTag.attributes, { holds: 'attribute', place: 'scope.attribute' }],
]);

const eventShape = shape([
  [eventTag.time, plain],
  [eventTag.name, { holds: 'text', place: 'event.name' }],
  [eventTag.attributes, { holds: 'attribute', place: 'event.attribute' }],
  [eventTag.dropped, plain],
]);

const linkShape = shape([
  [linkTag.traceId, plain],
  [linkTag.spanId, plain],
  [linkTag.traceState, { holds: 'text', place: 'link.trace_state' }],
  [linkTag.attributes, { holds: 'attribute', place: 'link.attribute' }],
  [linkTag.dropped, plain],
  [linkTag.flags, plain],
]);

const statusShape = shape([
  [statusTag.message, { holds: 'text', place: 'span.status_message' }],
  [statusTag.code, plain],
]);

export const spanShape = shape([
  [spanTag.attributes, { holds: 'attribute', place: 'span.attribute' }],
  [spanTag.name, { holds: 'text', place: 'span.name' }],
  [spanTag.traceState, { holds: 'text', place: 'span.trace_state' }],
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
  [logTag.attributes, { holds: 'attribute', place: 'log.attribute' }],
  [logTag.body, { holds: 'value', place: 'log.body' }],
  [logTag.severityText, { holds: 'text', place: 'log.severity_text' }],
  [logTag.eventName, { holds: 'text', place: 'log.event_name' }],
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
