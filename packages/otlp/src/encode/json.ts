import {
  spanKinds,
  spanStatuses,
  type Attributes,
  type AttributeValue,
  type LogRecord,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
} from '@ordertrace/model';
import { grouped } from './groups.js';

/** A value that `JSON.stringify` writes as OTLP/JSON. */
export type Json = string | number | boolean | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** An `ExportTraceServiceRequest` of these spans in OTLP/JSON. */
export function tracesToJson(spans: readonly Span[]): JsonObject {
  return {
    resourceSpans: grouped(spans).map(({ resource, scopes }) => ({
      resource: resourceJson(resource),
      scopeSpans: scopes.map(({ scope, records }) => ({
        scope: scopeJson(scope),
        spans: records.map(spanJson),
      })),
    })),
  };
}

/** An `ExportLogsServiceRequest` of these records in OTLP/JSON. */
export function logsToJson(logs: readonly LogRecord[]): JsonObject {
  return {
    resourceLogs: grouped(logs).map(({ resource, scopes }) => ({
      resource: resourceJson(resource),
      scopeLogs: scopes.map(({ scope, records }) => ({
        scope: scopeJson(scope),
        logRecords: records.map(logJson),
      })),
    })),
  };
}

function spanJson(span: Span): JsonObject {
  const hasStatus = span.status !== 'unset' || span.statusMessage !== '';
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.traceState !== '' && { traceState: span.traceState }),
    ...(span.parentSpanId !== undefined && { parentSpanId: span.parentSpanId }),
    ...(span.flags !== 0 && { flags: span.flags }),
    name: span.name,
    kind: spanKinds.indexOf(span.kind),
    startTimeUnixNano: span.startNanos.toString(),
    endTimeUnixNano: (span.startNanos + span.durationNanos).toString(),
    attributes: attributesJson(span.attributes),
    ...(span.events.length > 0 && { events: span.events.map(eventJson) }),
    ...(span.links.length > 0 && { links: span.links.map(linkJson) }),
    // Jaeger always sends a status, so readers of Jaeger's responses may rely on it.
    status: hasStatus ? { code: spanStatuses.indexOf(span.status), message: span.statusMessage } : {},
  };
}

function eventJson(event: SpanEvent): JsonObject {
  return {
    timeUnixNano: event.timeNanos.toString(),
    name: event.name,
    attributes: attributesJson(event.attributes),
  };
}

function linkJson(link: SpanLink): JsonObject {
  return {
    traceId: link.traceId,
    spanId: link.spanId,
    ...(link.traceState !== '' && { traceState: link.traceState }),
    attributes: attributesJson(link.attributes),
  };
}

function logJson(log: LogRecord): JsonObject {
  return {
    timeUnixNano: log.timeNanos.toString(),
    ...(log.observedNanos !== 0n && { observedTimeUnixNano: log.observedNanos.toString() }),
    severityNumber: log.severityNumber,
    ...(log.severityText !== '' && { severityText: log.severityText }),
    ...(log.eventName !== '' && { eventName: log.eventName }),
    ...(log.body !== null && { body: valueJson(log.body) }),
    attributes: attributesJson(log.attributes),
    ...(log.flags !== 0 && { flags: log.flags }),
    ...(log.traceId !== undefined && { traceId: log.traceId }),
    ...(log.spanId !== undefined && { spanId: log.spanId }),
  };
}

function resourceJson(resource: Resource): JsonObject {
  return { attributes: attributesJson(resource.attributes) };
}

function scopeJson(scope: Scope): JsonObject {
  return {
    name: scope.name,
    ...(scope.version !== '' && { version: scope.version }),
    ...(scope.attributes.size > 0 && { attributes: attributesJson(scope.attributes) }),
  };
}

function attributesJson(attributes: Attributes): Json[] {
  return Array.from(attributes, ([key, value]) => ({ key, value: valueJson(value) }));
}

/** The OTLP/JSON form of one value: whole numbers as texts, bytes in base64. */
export function valueJson(value: AttributeValue): JsonObject {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: value.toString() };
  if (typeof value === 'number') return { doubleValue: doubleJson(value) };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (value instanceof Map) return { kvlistValue: { values: attributesJson(value as Attributes) } };
  return { arrayValue: { values: (value as readonly AttributeValue[]).map(valueJson) } };
}

/** JSON has no infinity and no "not a number", and `JSON.stringify` drops the sign of -0. */
function doubleJson(value: number): number | string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : value.toString();
}
