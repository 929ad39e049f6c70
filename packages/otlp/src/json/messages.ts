import { spanKinds, spanStatuses } from '@ordertrace/model';
import {
  eventTag,
  groupTag,
  keyValueTag,
  linkTag,
  listTag,
  logTag,
  requestTag,
  resourceTag,
  scopeTag,
  spanTag,
  statusTag,
  valueTag,
} from '../wire/tags.js';
import {
  base64,
  bool,
  double,
  enumeration,
  fixed32,
  fixed64,
  hexId,
  int64,
  message,
  nestedMessage,
  text,
  uint32,
  type JsonField,
} from './fields.js';

const severities = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((level) =>
  ['', '2', '3', '4'].map((grade) => `SEVERITY_NUMBER_${level}${grade}`),
);
const severityNames = ['SEVERITY_NUMBER_UNSPECIFIED', ...severities];
const kindNames = spanKinds.map((kind) => `SPAN_KIND_${kind.toUpperCase()}`);
const statusNames = spanStatuses.map((status) => `STATUS_CODE_${status.toUpperCase()}`);

const valueFields: readonly JsonField[] = [
  { name: 'stringValue', tag: valueTag.text, write: text },
  { name: 'boolValue', tag: valueTag.bool, write: bool },
  { name: 'intValue', tag: valueTag.int, write: int64 },
  { name: 'doubleValue', tag: valueTag.double, write: double },
  { name: 'arrayValue', tag: valueTag.array, write: nestedMessage(() => arrayFields) },
  { name: 'kvlistValue', tag: valueTag.map, write: nestedMessage(() => mapFields) },
  { name: 'bytesValue', tag: valueTag.bytes, write: base64 },
];

const value = message(() => valueFields);
const keyValueFields: readonly JsonField[] = [
  { name: 'key', tag: keyValueTag.key, write: text },
  { name: 'value', tag: keyValueTag.value, write: value },
];
const keyValue = message(() => keyValueFields);
const arrayFields: readonly JsonField[] = [
  { name: 'values', tag: listTag.values, write: value, repeated: true },
];
const mapFields: readonly JsonField[] = [
  { name: 'values', tag: listTag.values, write: keyValue, repeated: true },
];

function attributes(tag: number): JsonField {
  return { name: 'attributes', tag, write: keyValue, repeated: true };
}

const resourceFields: readonly JsonField[] = [attributes(resourceTag.attributes)];
const scopeFields: readonly JsonField[] = [
  { name: 'name', tag: scopeTag.name, write: text },
  { name: 'version', tag: scopeTag.version, write: text },
  attributes(scopeTag.attributes),
];

const eventFields: readonly JsonField[] = [
  { name: 'timeUnixNano', tag: eventTag.time, write: fixed64 },
  { name: 'name', tag: eventTag.name, write: text },
  attributes(eventTag.attributes),
  { name: 'droppedAttributesCount', tag: eventTag.dropped, write: uint32 },
];

const linkFields: readonly JsonField[] = [
  { name: 'traceId', tag: linkTag.traceId, write: hexId },
  { name: 'spanId', tag: linkTag.spanId, write: hexId },
  { name: 'traceState', tag: linkTag.traceState, write: text },
  attributes(linkTag.attributes),
  { name: 'droppedAttributesCount', tag: linkTag.dropped, write: uint32 },
  { name: 'flags', tag: linkTag.flags, write: fixed32 },
];

const statusFields: readonly JsonField[] = [
  { name: 'message', tag: statusTag.message, write: text },
  { name: 'code', tag: statusTag.code, write: enumeration(statusNames) },
];

const spanFields: readonly JsonField[] = [
  { name: 'traceId', tag: spanTag.traceId, write: hexId },
  { name: 'spanId', tag: spanTag.spanId, write: hexId },
  { name: 'traceState', tag: spanTag.traceState, write: text },
  { name: 'parentSpanId', tag: spanTag.parentSpanId, write: hexId },
  { name: 'name', tag: spanTag.name, write: text },
  { name: 'kind', tag: spanTag.kind, write: enumeration(kindNames) },
  { name: 'startTimeUnixNano', tag: spanTag.startTime, write: fixed64 },
  { name: 'endTimeUnixNano', tag: spanTag.endTime, write: fixed64 },
  attributes(spanTag.attributes),
  { name: 'droppedAttributesCount', tag: spanTag.droppedAttributes, write: uint32 },
  { name: 'events', tag: spanTag.events, write: message(() => eventFields), repeated: true },
  { name: 'droppedEventsCount', tag: spanTag.droppedEvents, write: uint32 },
  { name: 'links', tag: spanTag.links, write: message(() => linkFields), repeated: true },
  { name: 'droppedLinksCount', tag: spanTag.droppedLinks, write: uint32 },
  { name: 'status', tag: spanTag.status, write: message(() => statusFields) },
  { name: 'flags', tag: spanTag.flags, write: fixed32 },
];

const logFields: readonly JsonField[] = [
  { name: 'timeUnixNano', tag: logTag.time, write: fixed64 },
  { name: 'observedTimeUnixNano', tag: logTag.observedTime, write: fixed64 },
  { name: 'severityNumber', tag: logTag.severityNumber, write: enumeration(severityNames) },
  { name: 'severityText', tag: logTag.severityText, write: text },
  { name: 'eventName', tag: logTag.eventName, write: text },
  { name: 'body', tag: logTag.body, write: value },
  attributes(logTag.attributes),
  { name: 'droppedAttributesCount', tag: logTag.droppedAttributes, write: uint32 },
  { name: 'flags', tag: logTag.flags, write: fixed32 },
  { name: 'traceId', tag: logTag.traceId, write: hexId },
  { name: 'spanId', tag: logTag.spanId, write: hexId },
];

interface RequestNames {
  readonly resources: string;
  readonly scopes: string;
  readonly records: string;
}

function requestFields(names: RequestNames, recordFields: readonly JsonField[]): readonly JsonField[] {
  const scopeGroup: readonly JsonField[] = [
    { name: 'scope', tag: groupTag.head, write: message(() => scopeFields) },
    { name: names.records, tag: groupTag.members, write: message(() => recordFields), repeated: true },
  ];
  const resourceGroup: readonly JsonField[] = [
    { name: 'resource', tag: groupTag.head, write: message(() => resourceFields) },
    { name: names.scopes, tag: groupTag.members, write: message(() => scopeGroup), repeated: true },
  ];
  return [
    { name: names.resources, tag: requestTag.resources, write: message(() => resourceGroup), repeated: true },
  ];
}

export const tracesFields = requestFields(
  { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' },
  spanFields,
);
export const logsFields = requestFields(
  { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' },
  logFields,
);
