import { BIGINT, UBIGINT, VARCHAR, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import type { Fact } from '@ordertrace/model';
import { listPosition, type FactQuery } from '@ordertrace/store';
import { textKey } from '../bytes/hash.js';
import type { Database } from './database.js';
import { rowsOfKeys } from './order-keys.js';
import { appendColumns } from './serial-connection.js';

/** A fact for transfer between threads; its data as JSON. */
export type FactRow = readonly [
  id: string,
  kind: string,
  timeNanos: bigint,
  actor: string,
  tenantId: string,
  orderId: string,
  subject: string,
  data: string,
];

const columns = 'id, kind, time_nanos, actor, tenant_id, order_id, subject, data';

export function factRow(fact: Fact): FactRow {
  const { id, kind, timeNanos, actor, tenantId, orderId, subject, data } = fact;
  return [id, kind, timeNanos, actor, tenantId, orderId, subject, JSON.stringify(data)];
}

export function factOf([id, kind, timeNanos, actor, tenantId, orderId, subject, data]: FactRow): Fact {
  return {
    id,
    kind,
    timeNanos,
    actor,
    tenantId,
    orderId,
    subject,
    data: JSON.parse(data) as Fact['data'],
  };
}

/** Appends the facts with new IDs, within the caller's transaction. */
export async function appendFactRows(connection: DuckDBConnection, facts: readonly FactRow[]): Promise<void> {
  if (facts.length === 0) return;
  const fresh = new Map(facts.toReversed().map((row) => [row[0], row]));
  const keys = [...fresh.keys()].map(textKey);
  const known = `SELECT id FROM facts WHERE ${rowsOfKeys('facts', 'key', keys)}`;
  const reader = await connection.runAndReadAll(known);
  for (const [id] of reader.getRows()) fresh.delete(id as string);
  const rows = [...fresh.values()];
  const column = (at: number): DuckDBValue[] => rows.map((row) => row[at] ?? null);
  await appendColumns(connection, 'facts', [
    { type: UBIGINT, values: rows.map(([id]) => textKey(id)) },
    { type: VARCHAR, values: column(0) },
    { type: VARCHAR, values: column(1) },
    { type: BIGINT, values: column(2) },
    ...[3, 4, 5, 6, 7].map((at) => ({ type: VARCHAR, values: column(at) })),
  ]);
}

interface Waiting {
  readonly facts: readonly FactRow[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Actions of people and the server. Appends that arrive during a write share the next transaction. */
export class FactsTable {
  readonly #database: Database;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(database: Database) {
    this.#database = database;
  }

  append(facts: readonly FactRow[]): Promise<void> {
    if (facts.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ facts, resolve, reject });
      if (!this.#writing) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        const rows = group.flatMap(({ facts }) => facts);
        await this.#database.writer.transaction((connection) => appendFactRows(connection, rows));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#writing = false;
  }

  /** Rows of a page, and one more if there is a next page. */
  async page(query: FactQuery): Promise<FactRow[]> {
    const values: DuckDBValue[] = [];
    const direction = query.descending === true ? 'DESC' : 'ASC';
    const conditions = factConditions(query, (value) => `$${values.push(value)}`);
    const found = `SELECT ${columns} FROM facts ${whereAll(conditions)}`;
    const latest = `QUALIFY row_number() OVER
      (PARTITION BY tenant_id, order_id ORDER BY time_nanos DESC, id DESC) = 1`;
    const after = afterCursor(query, (value) => `$${values.push(value)}`);
    const rows = await this.#database.reader.rows(
      `SELECT ${columns} FROM (${found} ${query.latestOfOrder === true ? latest : ''}) ${whereAll(after)}
       ORDER BY time_nanos ${direction}, id ${direction} LIMIT ${query.limit + 1}`,
      values,
    );
    return rows as unknown as FactRow[];
  }
}

function factConditions(query: FactQuery, add: (value: DuckDBValue) => string): string[] {
  const { kinds, subject, order, tenantId, actor, fromNanos, toNanos } = query;
  const ofKind = (kind: string) =>
    kind.endsWith('.') ? `starts_with(kind, ${add(kind)})` : `kind = ${add(kind)}`;
  return [
    ...(kinds === undefined ? [] : [`(${kinds.map(ofKind).join(' OR ') || 'false'})`]),
    ...(subject === undefined ? [] : [`subject = ${add(subject)}`]),
    ...(order === undefined
      ? []
      : [`order_id = ${add(order.orderId)} AND tenant_id = ${add(order.tenantId)}`]),
    ...(tenantId === undefined ? [] : [`tenant_id = ${add(tenantId)}`]),
    ...(actor === undefined ? [] : [`actor = ${add(actor)}`]),
    ...(fromNanos === undefined ? [] : [`time_nanos >= ${add(fromNanos)}`]),
    ...(toNanos === undefined ? [] : [`time_nanos < ${add(toNanos)}`]),
  ];
}

function afterCursor({ cursor, descending }: FactQuery, add: (value: DuckDBValue) => string): string[] {
  const after = listPosition(cursor);
  if (after === undefined) return [];
  return [`(time_nanos, id) ${descending === true ? '<' : '>'} (${add(after.value)}, ${add(after.id)})`];
}

function whereAll(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}
