import { attribute } from '@ordertrace/conventions';
import { timestampText, type OrderRef, type Resource } from '@ordertrace/model';
import { logOf, spanOf } from '@ordertrace/otlp';
import type { StoredLog, StoredSpan } from '@ordertrace/store';
import type { ParquetTable, ParquetValue } from '@ordertrace/store-duckdb';
import { attributesText, jsonText } from './json-text.js';

const rowsPerFile = 250_000;

/** The nine fields, the first columns of both tables. */
const nineFields = [
  { name: 'trace_id', type: 'text' },
  { name: 'span_id', type: 'text' },
  { name: 'order_id', type: 'text' },
  { name: 'tenant_id', type: 'text' },
  { name: 'application_name', type: 'text' },
  { name: 'environment', type: 'text' },
  { name: 'timestamp', type: 'timestamp' },
  { name: 'status_code', type: 'text' },
  { name: 'duration', type: 'double' },
] as const;

export const spanTable: ParquetTable = {
  name: 'spans',
  rowsPerFile,
  columns: [
    ...nineFields,
    { name: 'orders', type: 'json' },
    { name: 'parent_span_id', type: 'text' },
    { name: 'kind', type: 'text' },
    { name: 'name', type: 'text' },
    { name: 'status', type: 'text' },
    { name: 'status_message', type: 'text' },
    { name: 'attributes', type: 'json' },
    { name: 'events', type: 'json' },
    { name: 'links', type: 'json' },
    { name: 'resource', type: 'json' },
    { name: 'scope', type: 'text' },
  ],
};

export const logTable: ParquetTable = {
  name: 'logs',
  rowsPerFile,
  columns: [
    ...nineFields,
    { name: 'orders', type: 'json' },
    { name: 'severity', type: 'integer' },
    { name: 'event_name', type: 'text' },
    { name: 'body', type: 'json' },
    { name: 'attributes', type: 'json' },
    { name: 'resource', type: 'json' },
    { name: 'scope', type: 'text' },
  ],
};

const errorSeverity = 17;

/** A row of `spanTable`. */
export function spanRow(stored: StoredSpan): ParquetValue[] {
  const span = spanOf(stored);
  const events = span.events.map(
    ({ timeNanos, name, attributes }) =>
      `{"timestamp":"${timestampText(timeNanos)}","name":${JSON.stringify(name)},"attributes":${attributesText(attributes)}}`,
  );
  const links = span.links.map(
    ({ traceId, spanId, attributes }) =>
      `{"trace_id":"${traceId}","span_id":"${spanId}","attributes":${attributesText(attributes)}}`,
  );
  return [
    stored.traceId,
    stored.spanId,
    ...orderFields(stored.orders),
    stored.service,
    environmentOf(span.resource),
    stored.startNanos,
    stored.statusCode,
    Number(stored.durationNanos) / 1e6,
    ordersText(stored.orders),
    stored.parentSpanId ?? null,
    stored.kind,
    stored.name,
    stored.status,
    span.statusMessage,
    attributesText(span.attributes),
    `[${events.join()}]`,
    `[${links.join()}]`,
    attributesText(span.resource.attributes),
    span.scope.name,
  ];
}

/** A row of `logTable`. */
export function logRow(stored: StoredLog): ParquetValue[] {
  const log = logOf(stored);
  return [
    stored.traceId ?? null,
    stored.spanId ?? null,
    ...orderFields(stored.orders),
    stored.service,
    environmentOf(log.resource),
    stored.timeNanos,
    stored.severity >= errorSeverity ? 'ERROR' : 'OK',
    null,
    ordersText(stored.orders),
    stored.severity,
    stored.eventName === '' ? null : stored.eventName,
    jsonText(log.body),
    attributesText(log.attributes),
    attributesText(log.resource.attributes),
    log.scope.name,
  ];
}

/** Tenant and ID of the first order. */
function orderFields([first]: readonly OrderRef[]): [string | null, string | null] {
  const orNull = (text = '') => (text === '' ? null : text);
  return [orNull(first?.orderId), orNull(first?.tenantId)];
}

function ordersText(orders: readonly OrderRef[]): string {
  return JSON.stringify(orders.map(({ tenantId, orderId }) => ({ tenant_id: tenantId, order_id: orderId })));
}

function environmentOf({ attributes }: Resource): string | null {
  const value = attributes.get(attribute.environment);
  return typeof value === 'string' ? value : null;
}
