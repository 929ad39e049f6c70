import type { DuckDBConnection } from '@duckdb/node-api';
import { orderKey } from './order-keys.js';

/** Rows of a run, by the first bits of their orders' hashes: `block` is the hash without its last bits. */
export interface BlockRange {
  readonly run: number;
  readonly firstBlock: number;
  readonly blocks: number;
  /** The shift that turns a hash into a block. */
  readonly shift: number;
}

/** By block, as JSON: pairs of order id and tenant. */
export function mentionTexts(connection: DuckDBConnection, range: BlockRange): Promise<Map<number, string>> {
  return textsByBlock(connection, range, { table: 'order_mentions', row: 'json_array(order_id, tenant_id)' });
}

/** By block: events as `packEvents` writes them. */
export function eventTexts(connection: DuckDBConnection, range: BlockRange): Promise<Map<number, string>> {
  return textsByBlock(connection, range, { table: 'order_events', row: eventRow });
}

const eventRow = `json_array(type, order_id, tenant_id, time_nanos::VARCHAR, service,
  CASE WHEN trace_high IS NOT NULL AND trace_low IS NOT NULL
    THEN format('{:016x}{:016x}', trace_high, trace_low) END,
  CASE WHEN span IS NOT NULL THEN format('{:016x}', span) END,
  CASE type WHEN 'transition' THEN stage WHEN 'work_started' THEN work ELSE attribute END,
  CASE type WHEN 'transition' THEN to_json(previous_stage) WHEN 'work_started' THEN to_json(expected_within_ms)
    ELSE to_json(value) END,
  actor,
  CASE WHEN type = 'transition' AND coalesce(source, start_nanos::VARCHAR, place::VARCHAR, resource) IS NOT NULL
    THEN json_array(source, start_nanos::VARCHAR, place::VARCHAR, resource) END)`;

/** DuckDB builds the texts: as values of rows in JavaScript they would take ten times as long. */
async function textsByBlock(
  connection: DuckDBConnection,
  { run, firstBlock, blocks, shift }: BlockRange,
  { table, row }: { readonly table: string; readonly row: string },
): Promise<Map<number, string>> {
  const width = 1n << BigInt(shift);
  const from = orderKey(run, 0) + BigInt(firstBlock) * width;
  const to = from + BigInt(blocks) * width;
  const reader = await connection.runAndReadAll(
    `SELECT ((key & 4294967295) >> ${shift})::INTEGER AS block, '[' || string_agg(${row}::VARCHAR, ',') || ']'
     FROM ${table} WHERE key >= ${from} AND key < ${to} GROUP BY block`,
  );
  return new Map(reader.getRows().map(([block, text]) => [Number(block), String(text)]));
}
