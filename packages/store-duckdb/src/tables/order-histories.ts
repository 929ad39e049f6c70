import {
  BIGINT,
  BOOLEAN,
  INTEGER,
  LIST,
  listValue,
  UBIGINT,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import { noStart, type HistoryColumns } from './history-columns.js';
import { stateKey } from './order-keys.js';
import { appendColumns } from './serial-connection.js';

/**
 * Histories of orders, one row each, with the steps as lists of numbers. A query reads two or three columns,
 * and a change of an order rewrites one row. Texts of steps are numbered in `flow_texts`.
 */
export const historyTables = [
  'CREATE TABLE flow_texts (id INTEGER NOT NULL, text VARCHAR NOT NULL)',
  `CREATE TABLE order_histories (key UBIGINT NOT NULL, tenant_id VARCHAR NOT NULL, order_id VARCHAR NOT NULL,
     flow VARCHAR NOT NULL, source VARCHAR NOT NULL, open BOOLEAN NOT NULL, variant UBIGINT NOT NULL,
     service_variant UBIGINT NOT NULL, first_nanos BIGINT NOT NULL, last_nanos BIGINT NOT NULL,
     last_activity INTEGER NOT NULL, activities INTEGER[] NOT NULL, services INTEGER[] NOT NULL,
     resources INTEGER[], starts BIGINT[], times BIGINT[] NOT NULL)`,
];

/** Runs within the caller's transaction, which has removed the old histories of these orders. */
export async function appendHistories(connection: DuckDBConnection, columns: HistoryColumns): Promise<void> {
  if (columns.refs.length === 0) return;
  const ids = await textIds(connection, columns.texts);
  const lists = stepLists(columns);
  const numbered = (numbers: Uint32Array) => (at: number) => ids[numbers[at] ?? 0] ?? 0;
  const activity = numbered(columns.activities);
  const hasResource = (at: number) => columns.texts[columns.resources[at] ?? 0] !== '';
  const hasStart = (at: number) => columns.starts[at] !== noStart;
  const startAt = (at: number) => (hasStart(at) ? (columns.starts[at] ?? null) : null);
  await appendColumns(connection, 'order_histories', [
    { type: UBIGINT, values: columns.refs.map(stateKey) },
    { type: VARCHAR, values: columns.refs.map((ref) => ref.tenantId) },
    { type: VARCHAR, values: columns.refs.map((ref) => ref.orderId) },
    { type: VARCHAR, values: columns.flow },
    { type: VARCHAR, values: columns.source },
    { type: BOOLEAN, values: columns.open },
    { type: UBIGINT, values: [...columns.variant] },
    { type: UBIGINT, values: [...columns.serviceVariant] },
    { type: BIGINT, values: [...columns.first] },
    { type: BIGINT, values: [...columns.last] },
    { type: INTEGER, values: Array.from(columns.stepsEnd, (end) => activity(end - 1)) },
    { type: LIST(INTEGER), values: lists.of(activity) },
    { type: LIST(INTEGER), values: lists.of(numbered(columns.services)) },
    { type: LIST(INTEGER), values: lists.where(hasResource, numbered(columns.resources)) },
    { type: LIST(BIGINT), values: lists.where(hasStart, startAt) },
    { type: LIST(BIGINT), values: lists.of((at) => columns.times[at] ?? 0n) },
  ]);
}

type CellAt = (at: number) => DuckDBValue;

/** Creates a list of each history's steps. */
function stepLists({ stepsEnd }: HistoryColumns) {
  const places = Array.from(stepsEnd, (end, i) => {
    const start = i === 0 ? 0 : (stepsEnd[i - 1] ?? 0);
    return Array.from({ length: end - start }, (_, step) => start + step);
  });
  return {
    of: (cell: CellAt) => places.map((own) => listValue(own.map(cell))),
    /** No list if none of the steps has the value. */
    where: (has: (at: number) => boolean, cell: CellAt) =>
      places.map((own) => (own.some(has) ? listValue(own.map(cell)) : null)),
  };
}

/** The numbers of texts; new texts get one. */
async function textIds(connection: DuckDBConnection, texts: readonly string[]): Promise<number[]> {
  const reader = await connection.runAndReadAll('SELECT text, id FROM flow_texts');
  const known = new Map(reader.getRows().map(([text, id]) => [text as string, id as number]));
  const fresh = texts.filter((text) => !known.has(text));
  const firstFree = known.size;
  for (const [i, text] of fresh.entries()) known.set(text, firstFree + i);
  await appendColumns(connection, 'flow_texts', [
    { type: INTEGER, values: fresh.map((_, i) => firstFree + i) },
    { type: VARCHAR, values: fresh },
  ]);
  return texts.map((text) => known.get(text) ?? 0);
}
