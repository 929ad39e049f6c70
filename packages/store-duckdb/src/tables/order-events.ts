import {
  BIGINT,
  DOUBLE,
  listValue,
  UBIGINT,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import { actors, definedFields } from '@ordertrace/conventions';
import type { OrderEvent } from '@ordertrace/model';
import { spanIdText, traceIdText } from '@ordertrace/store';
import { orderHash } from '../bytes/hash.js';
import { orderKey, selectByKeys } from './order-keys.js';
import { appendColumns, type SerialConnection } from './serial-connection.js';

export interface CommittedEvent {
  readonly commit: bigint;
  readonly event: OrderEvent;
}

export async function appendEvents(
  connection: DuckDBConnection,
  run: number,
  unsorted: readonly CommittedEvent[],
): Promise<void> {
  const events = unsorted
    .map(({ commit, event }) => ({ commit, event, hash: orderHash(event.orderId) }))
    .sort((a, b) => a.hash - b.hash);
  const column = (value: (event: OrderEvent) => DuckDBValue) => events.map(({ event }) => value(event));
  const transition = (value: (event: OrderEvent & { type: 'transition' }) => DuckDBValue | undefined) =>
    column((event) => (event.type === 'transition' ? (value(event) ?? null) : null));
  const work = (value: (event: OrderEvent & { type: 'work_started' }) => DuckDBValue | undefined) =>
    column((event) => (event.type === 'work_started' ? (value(event) ?? null) : null));
  const attribute = (value: (event: OrderEvent & { type: 'attribute' }) => DuckDBValue) =>
    column((event) => (event.type === 'attribute' ? value(event) : null));
  await appendColumns(connection, 'order_events', [
    { type: UBIGINT, values: events.map(({ hash }) => orderKey(run, hash)) },
    { type: BIGINT, values: events.map(({ commit }) => commit) },
    { type: VARCHAR, values: column((event) => event.tenantId) },
    { type: VARCHAR, values: column((event) => event.orderId) },
    { type: BIGINT, values: column((event) => event.timeNanos) },
    { type: VARCHAR, values: column((event) => event.type) },
    { type: VARCHAR, values: column((event) => event.service) },
    { type: UBIGINT, values: column(({ traceId }) => idPart(traceId, 0)) },
    { type: UBIGINT, values: column(({ traceId }) => idPart(traceId, 16)) },
    { type: UBIGINT, values: column(({ spanId }) => idPart(spanId, 0)) },
    { type: VARCHAR, values: transition((event) => event.stage) },
    { type: VARCHAR, values: transition((event) => event.previousStage) },
    { type: VARCHAR, values: transition((event) => event.actor) },
    { type: VARCHAR, values: work((event) => event.work) },
    { type: DOUBLE, values: work((event) => event.expectedWithinMs) },
    { type: VARCHAR, values: transition((event) => event.source) },
    { type: BIGINT, values: transition((event) => event.startNanos) },
    { type: BIGINT, values: transition((event) => event.place) },
    { type: VARCHAR, values: transition((event) => event.resource) },
    { type: VARCHAR, values: attribute((event) => event.key) },
    { type: VARCHAR, values: attribute((event) => event.value) },
  ]);
}

function idPart(id: string | undefined, at: number): bigint | null {
  return id === undefined ? null : BigInt(`0x${id.slice(at, at + 16)}`);
}

const columns = `tenant_id, order_id, time_nanos, type, service, trace_high, trace_low, span,
  stage, previous_stage, actor, work, expected_within_ms, source, start_nanos, place, resource, attribute, value`;

/** The events of these keys. */
export async function eventsByKey(reader: SerialConnection, keys: readonly bigint[]): Promise<OrderEvent[]> {
  if (keys.length === 0) return [];
  const rows = await reader.rows(selectByKeys(`SELECT ${columns} FROM order_events`, keys));
  return rows.map(eventOf);
}

/** The events of orders with these hashes in every run, in one scan of all events. */
export async function eventsByHash(
  reader: SerialConnection,
  hashes: readonly number[],
): Promise<OrderEvent[]> {
  const rows = await reader.rows(
    `SELECT ${columns} FROM order_events WHERE (key & 4294967295) IN (SELECT unnest($1::UBIGINT[]))`,
    [listValue(hashes.map((hash) => BigInt(hash)))],
  );
  return rows.map(eventOf);
}

function eventOf(row: DuckDBValue[]): OrderEvent {
  const [tenantId, orderId, timeNanos, type, service, traceHigh, traceLow, span, ...what] = row;
  const [stage, previousStage, actor, work, expectedWithinMs, ...rest] = what;
  const [source, startNanos, place, resource, key, value] = rest;
  const base = {
    tenantId: tenantId as string,
    orderId: orderId as string,
    timeNanos: timeNanos as bigint,
    service: service as string,
    ...(typeof traceHigh === 'bigint' && typeof traceLow === 'bigint'
      ? { traceId: traceIdText(traceHigh, traceLow) }
      : {}),
    ...(typeof span === 'bigint' ? { spanId: spanIdText(span) } : {}),
  };
  if (type === 'work_started') {
    const within = typeof expectedWithinMs === 'number' ? { expectedWithinMs } : {};
    return { type, ...base, work: work as string, ...within };
  }
  if (type === 'attribute') return { type, ...base, key: key as string, value: value as string };
  const known = actors.find((name) => name === actor);
  return {
    type: 'transition',
    ...base,
    stage: stage as string,
    ...(typeof previousStage === 'string' ? { previousStage } : {}),
    ...definedFields({ actor: known }),
    ...(typeof source === 'string' ? { source } : {}),
    ...(typeof startNanos === 'bigint' ? { startNanos } : {}),
    ...(typeof place === 'bigint' ? { place } : {}),
    ...(typeof resource === 'string' ? { resource } : {}),
  };
}
