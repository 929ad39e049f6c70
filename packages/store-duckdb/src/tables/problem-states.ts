import { grouped } from '@ordertrace/conventions';
import { BIGINT, UBIGINT, VARCHAR, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { diagnosisCodes, situations, type Diagnosis, type OrderRef } from '@ordertrace/model';
import {
  causeExamples,
  listCursor,
  listPosition,
  type CauseGroup,
  type CausePage,
  type CauseQuery,
  type ProblemFilter,
  type ProblemQuery,
} from '@ordertrace/store';
import { textKey } from '../bytes/hash.js';
import type { Database } from './database.js';
import { appendFactRows, type FactRow } from './facts.js';
import { stateKey } from './order-keys.js';
import { problemColumns, type ProblemRow } from './problem-rows.js';
import { rowsOfKeys } from './order-keys.js';
import { appendColumns } from './serial-connection.js';

/** The saved problem states, in a table with one row for each problem. */
export class ProblemStatesTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async save({
    facts,
    problems,
  }: {
    readonly facts: readonly FactRow[];
    readonly problems: readonly ProblemRow[];
  }): Promise<void> {
    await this.#database.writer.transaction(async (connection) => {
      await appendFactRows(connection, facts);
      await replaceProblems(connection, problems);
    });
  }

  byId(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.#facts(`WHERE ${rowsOfKeys('problem_states', 'key', ids.map(textKey))}`);
  }

  async ofOrders(orders: readonly OrderRef[]): Promise<string[]> {
    if (orders.length === 0) return [];
    const asked = new Set(orders.map(({ tenantId, orderId }) => `${tenantId}\n${orderId}`));
    const rows = await this.#database.reader.rows(
      `SELECT tenant_id, order_id, facts FROM problem_states
       WHERE ${rowsOfKeys('problem_states', 'order_key', orders.map(stateKey))} ORDER BY opened_nanos, problem_id`,
    );
    return rows
      .filter(([tenantId, orderId]) => asked.has(`${String(tenantId)}\n${String(orderId)}`))
      .map(([, , facts]) => facts as string);
  }

  async page(query: ProblemQuery): Promise<{ rows: string[]; total: number }> {
    const { texts, values } = problemConditions(query);
    const where = texts.length === 0 ? '' : `WHERE ${texts.join(' AND ')}`;
    const counted = await this.#database.reader.rows(`SELECT count(*) FROM problem_states ${where}`, values);
    const sort = query.sort === 'since' ? 'since_nanos' : 'opened_nanos';
    const direction = query.descending ? 'DESC' : 'ASC';
    const after = listPosition(query.cursor);
    const pageValues = after === undefined ? values : [...values, after.value, after.id];
    const place = `($${values.length + 1}, $${values.length + 2})`;
    const later =
      after === undefined ? [] : [`(${sort}, problem_id) ${query.descending ? '<' : '>'} ${place}`];
    const rows = await this.#facts(
      `${[...texts, ...later].map((text, i) => `${i === 0 ? 'WHERE' : 'AND'} ${text}`).join(' ')}
       ORDER BY ${sort} ${direction}, problem_id ${direction} LIMIT ${query.limit + 1}`,
      pageValues,
    );
    return { rows, total: Number(counted[0]?.[0] ?? 0) };
  }

  async causes(query: CauseQuery): Promise<CausePage> {
    const { texts, values } = problemConditions(query);
    const where = texts.length === 0 ? '' : `WHERE ${texts.join(' AND ')}`;
    const after = listPosition(query.cursor);
    const afterValues = after === undefined ? values : [...values, after.value, after.id];
    const later =
      after === undefined
        ? ''
        : `HAVING (-count(*), cause_id) > ($${values.length + 1}, $${values.length + 2})`;
    const groups = await this.#database.reader.rows(
      `SELECT cause_id, count(*), count(*) FILTER (state = 'open'), count(*) FILTER (state = 'acknowledged'),
         min(opened_nanos), max(opened_nanos), min(since_nanos), count(DISTINCT tenant_id)
       FROM problem_states ${where} GROUP BY cause_id ${later}
       ORDER BY count(*) DESC, cause_id LIMIT ${query.limit + 1}`,
      afterValues,
    );
    const examples = await this.#examples(groups.slice(0, query.limit), where, values);
    const causes = groups
      .slice(0, query.limit)
      .flatMap((row) => causeGroup(row, examples.get(row[0] as string) ?? []) ?? []);
    const last = causes.at(-1);
    if (last === undefined || groups.length <= query.limit) return { causes };
    return { causes, next: listCursor({ value: BigInt(-last.count), id: last.causeId }) };
  }

  /** The problems of each cause that started first. */
  async #examples(
    groups: readonly DuckDBValue[][],
    where: string,
    values: readonly DuckDBValue[],
  ): Promise<Map<string, DuckDBValue[][]>> {
    if (groups.length === 0) return new Map();
    const ids = groups.map((_, i) => `$${values.length + 1 + i}`).join();
    const rows = await this.#database.reader.rows(
      `SELECT cause_id, code, situation, owner, details, tenant_id, order_id, problem_id
       FROM problem_states ${where === '' ? 'WHERE' : `${where} AND`} cause_id IN (${ids})
       QUALIFY row_number() OVER (PARTITION BY cause_id ORDER BY since_nanos, problem_id) <= ${causeExamples}
       ORDER BY since_nanos, problem_id`,
      [...values, ...groups.map(([causeId]) => causeId ?? null)],
    );
    return grouped(rows, ([causeId]) => causeId as string);
  }

  async #facts(rest: string, values: readonly DuckDBValue[] = []): Promise<string[]> {
    const rows = await this.#database.reader.rows(`SELECT facts FROM problem_states ${rest}`, [...values]);
    return rows.map(([facts]) => facts as string);
  }
}

async function replaceProblems(connection: DuckDBConnection, problems: readonly ProblemRow[]): Promise<void> {
  if (problems.length === 0) return;
  const keys = problems.map(([id]) => textKey(id as string));
  await connection.run(`DELETE FROM problem_states WHERE key IN (${keys.join()})`);
  await appendColumns(connection, 'problem_states', [
    { type: UBIGINT, values: keys },
    {
      type: UBIGINT,
      values: problems.map(([, tenantId, orderId]) =>
        stateKey({ tenantId: tenantId as string, orderId: orderId as string }),
      ),
    },
    ...problemColumns.map((name, at) => ({
      type: name.endsWith('_nanos') ? BIGINT : VARCHAR,
      values: problems.map((row) => row[at] ?? null),
    })),
  ]);
}

/** The conditions of the filter as texts, and their values as parameters. */
function problemConditions(filter: ProblemFilter): { texts: string[]; values: DuckDBValue[] } {
  const values: DuckDBValue[] = [];
  const texts: string[] = [];
  const equal = {
    cause_id: filter.causeId,
    tenant_id: filter.tenantId,
    order_id: filter.orderId,
    flow: filter.flow,
    stage: filter.stage,
    situation: filter.situation,
    code: filter.code,
    assignee: filter.assignee,
    state: filter.state === 'unresolved' ? undefined : filter.state,
  };
  for (const [column, value] of Object.entries(equal))
    if (value !== undefined) texts.push(`${column} = $${values.push(value)}`);
  if (filter.state === 'unresolved') texts.push("state <> 'resolved'");
  const { certainty, openedAfterNanos } = filter;
  if (certainty !== undefined) texts.push(`coalesce(certainty, 'proven') = $${values.push(certainty)}`);
  if (openedAfterNanos !== undefined) texts.push(`opened_nanos > $${values.push(openedAfterNanos)}`);
  return { texts, values };
}

function causeGroup(row: readonly DuckDBValue[], examples: readonly DuckDBValue[][]): CauseGroup | undefined {
  const [causeId, count, open, acknowledged, first, last, oldest, tenants] = row;
  const [, codeText, situationText, owner, details] = examples[0] ?? [];
  const code = diagnosisCodes.find((name) => name === codeText);
  const situation = situations.find((name) => name === situationText);
  if (code === undefined || situation === undefined) return undefined;
  return {
    causeId: causeId as string,
    code,
    situation,
    owner: owner as string,
    details: JSON.parse(details as string) as Diagnosis['details'],
    count: Number(count),
    open: Number(open),
    acknowledged: Number(acknowledged),
    firstNanos: first as bigint,
    lastNanos: last as bigint,
    oldestSinceNanos: oldest as bigint,
    tenants: Number(tenants),
    examples: examples.map((example) => ({
      tenantId: example[5] as string,
      orderId: example[6] as string,
      problemId: example[7] as string,
    })),
  };
}
