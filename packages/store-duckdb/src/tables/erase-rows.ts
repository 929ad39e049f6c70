import type { DuckDBConnection } from '@duckdb/node-api';
import type { OrderRef } from '@ordertrace/model';
import { needlesOf } from '@ordertrace/store';
import type { SerialConnection } from './serial-connection.js';

/** Tables with texts that may have to be erased, besides the IDs of orders and tenants. */
const tables = ['order_events', 'order_states', 'facts', 'problem_states'];
const orderColumns = ['order_id', 'tenant_id'];

/** The forms of a text in the tables, each with the same number of stars. */
function formsOf(text: string): { readonly find: string; readonly blank: string }[] {
  const readable = needlesOf(text).filter(({ blank }) => blank.every((byte) => byte === 0x2a));
  return readable.map(({ find, blank }) => ({
    find: Buffer.from(find).toString(),
    blank: Buffer.from(blank).toString(),
  }));
}

async function textColumns(reader: SerialConnection, table: string): Promise<string[]> {
  const rows = await reader.rows(
    "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND data_type = 'VARCHAR'",
    [table],
  );
  return rows.map(([name]) => name as string).filter((name) => !orderColumns.includes(name));
}

export interface TextTables {
  readonly events: number;
  readonly facts: number;
  /** Orders of the events that contain the text. */
  readonly orders: readonly OrderRef[];
}

/** Counts the rows that contain the text, and blanks it unless this is a dry run. */
export async function blankRows(
  { reader, writer }: { readonly reader: SerialConnection; readonly writer: SerialConnection },
  text: string,
  dryRun: boolean,
): Promise<TextTables> {
  const forms = formsOf(text);
  const finds = forms.map(({ find }) => find);
  const values = [...finds, ...forms.map(({ blank }) => blank)];
  const holds = (column: string) =>
    `(${forms.map((_, index) => `contains(${column}, $${index + 1})`).join(' OR ')})`;
  const blanked = (column: string) =>
    forms.reduce((sql, _, index) => `replace(${sql}, $${index + 1}, $${forms.length + index + 1})`, column);
  const found = new Map<string, OrderRef[]>();
  for (const table of tables) {
    const columns = await textColumns(reader, table);
    const where = columns.map(holds).join(' OR ');
    const rows = await reader.rows(`SELECT tenant_id, order_id FROM ${table} WHERE ${where}`, finds);
    found.set(
      table,
      rows.map(([tenantId, orderId]) => ({ tenantId: tenantId as string, orderId: orderId as string })),
    );
    if (dryRun || rows.length === 0) continue;
    for (const column of columns)
      await writer.exclusively(async (connection) => {
        await connection.run(
          `UPDATE ${table} SET ${column} = ${blanked(column)} WHERE ${holds(column)}`,
          values,
        );
      });
  }
  if (!dryRun)
    await writer.exclusively((connection) =>
      connection.run(`UPDATE flow_texts SET text = ${blanked('text')} WHERE ${holds('text')}`, values),
    );
  const events = found.get('order_events') ?? [];
  const orders = new Map(events.map((order) => [`${order.tenantId}\n${order.orderId}`, order]));
  return { events: events.length, facts: found.get('facts')?.length ?? 0, orders: [...orders.values()] };
}

/** Orders whose ID or tenant contains the text. */
export async function ordersHolding(reader: SerialConnection, text: string): Promise<OrderRef[]> {
  const rows = await reader.rows(
    ['order_mentions', 'order_states', 'order_events']
      .map(
        (table) =>
          `SELECT tenant_id, order_id FROM ${table} WHERE contains(tenant_id, $1) OR contains(order_id, $1)`,
      )
      .join(' UNION '),
    [text],
  );
  return rows.map(([tenantId, orderId]) => ({ tenantId: tenantId as string, orderId: orderId as string }));
}

/** The condition for events of a trace. */
const inTrace = 'trace_high = $1 AND trace_low = $2';

function traceWords(traceId: string): [bigint, bigint] {
  return [BigInt(`0x${traceId.slice(0, 16)}`), BigInt(`0x${traceId.slice(16)}`)];
}

/** The orders of a trace's events, one for each event. */
export async function ordersOfTraceEvents(reader: SerialConnection, traceId: string): Promise<OrderRef[]> {
  const rows = await reader.rows(
    `SELECT tenant_id, order_id FROM order_events WHERE ${inTrace}`,
    traceWords(traceId),
  );
  return rows.map(([tenantId, orderId]) => ({ tenantId: tenantId as string, orderId: orderId as string }));
}

export async function deleteTraceEvents(connection: DuckDBConnection, traceId: string): Promise<void> {
  await connection.run(`DELETE FROM order_events WHERE ${inTrace}`, traceWords(traceId));
}

/** Counts the events (with `withUnnamed` also those without tenant) and facts of an order. */
export async function countOfOrder(
  reader: SerialConnection,
  { tenantId, orderId }: OrderRef,
  withUnnamed: boolean,
): Promise<{ readonly events: number; readonly facts: number }> {
  const rows = await reader.rows(
    `SELECT (SELECT count(*) FROM order_events WHERE order_id = $1 AND (tenant_id = $2 OR ($3 AND tenant_id = ''))),
       (SELECT count(*) FROM facts WHERE order_id = $1 AND tenant_id = $2)`,
    [orderId, tenantId, withUnnamed],
  );
  const [events, facts] = rows[0] ?? [];
  return { events: Number(events ?? 0), facts: Number(facts ?? 0) };
}

/** Deletes the facts and problems of an order. */
export async function deleteFacts(
  connection: DuckDBConnection,
  { tenantId, orderId }: OrderRef,
): Promise<void> {
  for (const table of ['facts', 'problem_states'])
    await connection.run(`DELETE FROM ${table} WHERE order_id = $1 AND tenant_id = $2`, [orderId, tenantId]);
}
