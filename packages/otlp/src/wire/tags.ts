/**
 * Tags of OTLP's messages (`field number << 3 | wire type`), by message and field, named as in the protocol's
 * definition.
 */
export const requestTag = { resources: 10 } as const;
/**
 * `ResourceSpans` and `ResourceLogs` hold a resource and scope groups; `ScopeSpans` and `ScopeLogs` hold a scope and records.
 */
export const groupTag = { head: 10, members: 18, schemaUrl: 26 } as const;
export const resourceTag = { attributes: 10, dropped: 16 } as const;
export const scopeTag = { name: 10, version: 18, attributes: 26, dropped: 32 } as const;

export const spanTag = {
  traceId: 10,
  spanId: 18,
  traceState: 26,
  parentSpanId: 34,
  name: 42,
  kind: 48,
  startTime: 57,
  endTime: 65,
  attributes: 74,
  droppedAttributes: 80,
  events: 90,
  droppedEvents: 96,
  links: 106,
  droppedLinks: 112,
  status: 122,
  flags: 133,
} as const;
export const statusTag = { message: 18, code: 24 } as const;
export const eventTag = { time: 9, name: 18, attributes: 26, dropped: 32 } as const;
export const linkTag = {
  traceId: 10,
  spanId: 18,
  traceState: 26,
  attributes: 34,
  dropped: 40,
  flags: 53,
} as const;

export const logTag = {
  time: 9,
  severityNumber: 16,
  severityText: 26,
  body: 42,
  attributes: 50,
  droppedAttributes: 56,
  flags: 69,
  traceId: 74,
  spanId: 82,
  observedTime: 89,
  eventName: 98,
  /** `name` from older versions of the protocol; it is ignored. */
  oldName: 34,
} as const;

export const keyValueTag = { key: 10, value: 18 } as const;
export const valueTag = { text: 10, bool: 16, int: 24, double: 33, array: 42, map: 50, bytes: 58 } as const;
/** For both `ArrayValue` and `KeyValueList`. */
export const listTag = { values: 10 } as const;
