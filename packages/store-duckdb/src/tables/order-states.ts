import { definedFields } from '@ordertrace/conventions';
import {
  BIGINT,
  UBIGINT,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBResultReader,
  type DuckDBValue,
} from '@duckdb/node-api';
import { liveSource, orderRefText, situations, type OrderRef } from '@ordertrace/model';
import { cursorPosition, type OrderCount, type OrderFilter, type OrderQuery } from '@ordertrace/store';
import { stateKey } from './order-keys.js';
import { appendHistories } from './order-histories.js';
import type { Database } from './database.js';
import type { SerialConnection } from './serial-connection.js';
import {
  stateColumns,
  type OrderStateColumns,
  type OrderStateRow,
  type OrderStateSave,
} from './order-state-columns.js';
import { appendColumns } from './serial-connection.js';

/** The saved order states, in a table with one row for each order. */
export class OrderStatesTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Saves all or nothing. Returns the orders whose saved version is another; then nothing is saved. */
  async save({ orders, remove, histories, commit }: OrderStateSave): Promise<readonly OrderRef[]> {
    try {
      await this.#database.writer.transaction(async (connection) => {
        const versions = await deleteOrders(connection, 'order_states', [...orders.refs, ...remove]);
        const stale = orders.refs.filter(
          (ref, i) => (versions.get(orderRefText(ref)) ?? 0) !== orders.replaced[i],
        );
        if (stale.length > 0) throw new StaleOrders(stale);
        await deleteOrders(connection, 'order_histories', [...histories.refs, ...remove]);
        await appendHistories(connection, histories);
        await appendOrders(connection, orders);
        if (commit !== undefined) await connection.run('UPDATE saved_commit SET "commit" = $1', [commit]);
      });
      return [];
    } catch (error) {
      if (error instanceof StaleOrders) return error.orders;
      throw error;
    }
  }

  savedCommit(): Promise<bigint> {
    return savedCommit(this.#database.reader);
  }

  async count(): Promise<number> {
    const rows = await this.#database.reader.rows('SELECT count(*) FROM order_states');
    return Number(rows[0]?.[0] ?? 0);
  }

  /** The existing rows among these, in the sequence of the query. */
  async byRef(refs: readonly OrderRef[]): Promise<OrderStateRow[]> {
    if (refs.length === 0) return [];
    const keys = [...new Set(refs.map(stateKey))];
    const { stateReader } = this.#database;
    const found = await stateReader.rows(
      `SELECT ${stateColumns} FROM order_states WHERE key IN (${keys.join()})`,
    );
    const byText = new Map(found.map((row) => [`${String(row[0])}\n${String(row[1])}`, row]));
    return refs
      .map((ref) => byText.get(orderRefText(ref)))
      .filter((row) => row !== undefined) as OrderStateRow[];
  }

  /** Rows of a page, and one more if there is a next page. */
  list(query: OrderQuery): Promise<OrderStateRow[]> {
    const conditions = new Conditions(query);
    const direction = query.descending ? 'DESC' : 'ASC';
    const value = sortColumns[query.sort];
    const after = query.cursor === undefined ? undefined : cursorPosition(query.cursor);
    if (after !== undefined)
      conditions.add((add) => {
        const position = [add(after.value), add(after.orderId), add(after.tenantId)].join();
        return `(${value}, order_id, tenant_id) ${query.descending ? '<' : '>'} (${position})`;
      });
    return this.#rows(
      `${conditions.where()} ORDER BY ${value} ${direction}, order_id ${direction}, tenant_id ${direction}
       LIMIT ${query.limit + 1}`,
      conditions.values,
    );
  }

  async counts(filter: OrderFilter): Promise<OrderCount[]> {
    const conditions = new Conditions(filter);
    const rows = await this.#database.reader.rows(
      `SELECT tenant_id, stage, situation, count(*), min(stage_since_nanos) FROM order_states ${conditions.where()}
       GROUP BY ALL ORDER BY tenant_id, stage, situation NULLS FIRST`,
      conditions.values,
    );
    return rows.map(([tenantId, stage, situationText, count, oldest]) => {
      const situation = situations.find((name) => name === situationText);
      return {
        tenantId: tenantId as string,
        stage: stage as string,
        ...definedFields({ situation }),
        count: Number(count),
        oldestNanos: oldest as bigint,
      };
    });
  }

  toCheck({
    nowNanos,
    limit,
  }: {
    readonly nowNanos: bigint;
    readonly limit: number;
  }): Promise<OrderStateRow[]> {
    return this.#rows(`WHERE check_nanos <= $1 ORDER BY check_nanos LIMIT ${limit}`, [nowNanos]);
  }

  #rows(rest: string, values: DuckDBValue[] = []): Promise<OrderStateRow[]> {
    return this.#database.reader.rows(`SELECT ${stateColumns} FROM order_states ${rest}`, values) as Promise<
      OrderStateRow[]
    >;
  }
}

const sortColumns = {
  stage_since: 'stage_since_nanos',
  created_at: 'coalesce(created_nanos, 0)',
  last_seen_at: 'last_seen_nanos',
  order_id: '0::BIGINT',
} as const;

/** Details that are flags, as `diagnosisText` writes them: quotes in other texts are escaped. */
const abandonedCondition = `coalesce(contains(diagnosis, '"abandoned":1'), false)`;
const atRiskCondition = `coalesce(contains(diagnosis, '"at_risk":1'), false)`;

/** Conditions of a filter, with their values as parameters. */
class Conditions {
  readonly values: DuckDBValue[] = [];
  readonly #texts: string[] = [];

  constructor(filter: OrderFilter) {
    const { text, orId, tenantId, flow, stage, situation, code, open, abandoned, atRisk, problem } = filter;
    if (text !== undefined)
      this.add((add) => {
        const contained = `contains(order_id, ${add(text)})`;
        return orId === undefined ? contained : `(${contained} OR order_id = ${add(orId)})`;
      });
    if (tenantId !== undefined) this.add((add) => `tenant_id = ${add(tenantId)}`);
    if (flow !== undefined) this.add((add) => `flow = ${add(flow)}`);
    if (stage !== undefined) this.add((add) => `stage = ${add(stage)}`);
    if (situation !== undefined) this.add((add) => `situation = ${add(situation)}`);
    if (code !== undefined) this.add((add) => `code = ${add(code)}`);
    if (problem !== undefined) this.add(() => problemCondition(problem));
    if (open !== undefined) this.add(() => `closed_nanos IS ${open ? '' : 'NOT '}NULL`);
    if (abandoned !== undefined) this.add(() => `${abandoned ? '' : 'NOT '}${abandonedCondition}`);
    if (atRisk !== undefined) this.add(() => `${atRisk ? '' : 'NOT '}${atRiskCondition}`);
    this.#addTimes(filter);
    this.#addHistory(filter);
  }

  #addTimes(filter: OrderFilter): void {
    const { createdFromNanos, createdToNanos, stageBeforeNanos, closedFromNanos, closedToNanos } = filter;
    const created = 'coalesce(created_nanos, first_seen_nanos)';
    if (createdFromNanos !== undefined) this.add((add) => `${created} >= ${add(createdFromNanos)}`);
    if (createdToNanos !== undefined) this.add((add) => `${created} < ${add(createdToNanos)}`);
    if (stageBeforeNanos !== undefined) this.add((add) => `stage_since_nanos < ${add(stageBeforeNanos)}`);
    if (closedFromNanos !== undefined) this.add((add) => `closed_nanos >= ${add(closedFromNanos)}`);
    if (closedToNanos !== undefined) this.add((add) => `closed_nanos < ${add(closedToNanos)}`);
  }

  #addHistory({ source, firstFromNanos, firstToNanos }: OrderFilter): void {
    if (source === undefined && firstFromNanos === undefined && firstToNanos === undefined) return;
    this.add((add) => {
      const conditions = [
        ...(source === undefined ? [] : [sourceCondition(source, add)]),
        ...(firstFromNanos === undefined ? [] : [`first_nanos >= ${add(firstFromNanos)}`]),
        ...(firstToNanos === undefined ? [] : [`first_nanos < ${add(firstToNanos)}`]),
      ];
      return `(key, tenant_id, order_id) IN (SELECT (key, tenant_id, order_id) FROM order_histories
        WHERE ${conditions.join(' AND ')})`;
    });
  }

  add(condition: (add: (value: DuckDBValue) => string) => string): void {
    this.#texts.push(condition((value) => `$${this.values.push(value)}`));
  }

  where(): string {
    return this.#texts.length === 0 ? '' : `WHERE ${this.#texts.join(' AND ')}`;
  }
}

function sourceCondition(source: string, add: (value: DuckDBValue) => string): string {
  return source === 'imported' ? `source <> ${add(liveSource)}` : `source = ${add(source)}`;
}

function problemCondition(problem: NonNullable<OrderFilter['problem']>): string {
  const ofState = problem === 'none' || problem === 'unresolved' ? "<> 'resolved'" : `= '${problem}'`;
  return `${problem === 'none' ? 'NOT ' : ''}EXISTS (SELECT 1 FROM problem_states AS problem
    WHERE problem.order_id = order_states.order_id AND problem.tenant_id = order_states.tenant_id
      AND problem.state ${ofState})`;
}

/** Rolls a save back: another writer has saved these orders since they were read. */
class StaleOrders extends Error {
  readonly orders: readonly OrderRef[];

  constructor(orders: readonly OrderRef[]) {
    super('Some orders were saved by another writer.');
    this.orders = orders;
  }
}

/** A text that distinguishes a key from every other. */
const keyText = 'tenant_id || chr(10) || order_id';
/** Up to this number, orders are deleted by a list of their keys. */
const fewOrders = 100;

/** Returns the versions of the deleted rows by order; a history has none. */
async function deleteOrders(
  connection: DuckDBConnection,
  table: 'order_states' | 'order_histories',
  refs: readonly OrderRef[],
): Promise<ReadonlyMap<string, number>> {
  if (refs.length === 0) return new Map();
  const { where, values } = await rowsOf(connection, table, refs);
  // A read of the versions and a delete cost less than `DELETE … RETURNING`, which reads the rows whole.
  const versions =
    table === 'order_states'
      ? versionsIn(
          await connection.runAndReadAll(`SELECT ${keyText}, version FROM ${table} ${where}`, values),
        )
      : new Map<string, number>();
  if (table === 'order_histories' || versions.size > 0)
    await connection.run(`DELETE FROM ${table} ${where}`, values);
  return versions;
}

interface RowsOfOrders {
  readonly where: string;
  readonly values: string[];
}

/** The condition of these orders' rows. For many orders it needs the temporary table that this fills. */
async function rowsOf(
  connection: DuckDBConnection,
  table: 'order_states' | 'order_histories',
  refs: readonly OrderRef[],
): Promise<RowsOfOrders> {
  if (refs.length <= fewOrders) {
    const texts = refs.map((_, index) => `$${index + 1}`);
    const where = `WHERE key IN (${refs.map(stateKey).join()}) AND ${keyText} IN (${texts.join()})`;
    return { where, values: refs.map(orderRefText) };
  }
  await connection.run('CREATE TEMP TABLE IF NOT EXISTS replaced (key UBIGINT, text VARCHAR)');
  await connection.run('DELETE FROM replaced');
  await appendColumns(connection, 'replaced', [
    { type: UBIGINT, values: refs.map(stateKey) },
    { type: VARCHAR, values: refs.map(orderRefText) },
  ]);
  // Rows of active orders are close together; a join would read the texts of all orders.
  const where = `WHERE rowid IN (SELECT rowid FROM ${table} WHERE key IN (SELECT key FROM replaced))
    AND ${keyText} IN (SELECT text FROM replaced)`;
  return { where, values: [] };
}

function versionsIn(deleted: DuckDBResultReader): ReadonlyMap<string, number> {
  return new Map(deleted.getRows().map(([text, version]) => [String(text), Number(version)]));
}

async function appendOrders(connection: DuckDBConnection, orders: OrderStateColumns): Promise<void> {
  await appendColumns(connection, 'order_states', [
    { type: UBIGINT, values: orders.refs.map(stateKey) },
    { type: VARCHAR, values: orders.refs.map((ref) => ref.tenantId) },
    { type: VARCHAR, values: orders.refs.map((ref) => ref.orderId) },
    { type: VARCHAR, values: orders.flow },
    { type: VARCHAR, values: orders.stage },
    ...orders.times.map((values) => ({ type: BIGINT, values })),
    { type: VARCHAR, values: orders.situation },
    { type: VARCHAR, values: orders.code },
    { type: VARCHAR, values: orders.diagnosis },
    { type: BIGINT, values: orders.replaced.map((version) => BigInt(version + 1)) },
  ]);
}

/** The last commit that saved order states include. */
export async function savedCommit(reader: SerialConnection): Promise<bigint> {
  const rows = await reader.rows('SELECT "commit" FROM saved_commit');
  return (rows[0]?.[0] ?? 0n) as bigint;
}
