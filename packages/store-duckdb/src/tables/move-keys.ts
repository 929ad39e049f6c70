import type { DuckDBConnection } from '@duckdb/node-api';
import { orderKey } from './order-keys.js';
import type { SerialConnection } from './serial-connection.js';

function keysOfRuns(runs: readonly number[]): string {
  return runs.map((run) => `(key >= ${orderKey(run, 0)} AND key < ${orderKey(run + 1, 0)})`).join(' OR ');
}

const newKey = (run: number) => `(${orderKey(run, 0)} | (key & 4294967295))::UBIGINT`;

/** Moves the mentions and events of some runs to another one, sorted, with one mention for each order. */
export async function moveKeys(
  connection: DuckDBConnection,
  { from, to }: { readonly from: readonly number[]; readonly to: number },
): Promise<void> {
  const old = keysOfRuns(from);
  await connection.run(
    `INSERT INTO order_mentions SELECT ${newKey(to)} AS moved, tenant_id, order_id, max("commit"),
       min(first_nanos), max(last_nanos) FROM order_mentions WHERE ${old} GROUP BY ALL ORDER BY moved`,
  );
  await connection.run(`DELETE FROM order_mentions WHERE ${old}`);
  await connection.run(
    `INSERT INTO order_events BY NAME SELECT * REPLACE (${newKey(to)} AS key) FROM order_events
     WHERE ${old} ORDER BY key`,
  );
  await connection.run(`DELETE FROM order_events WHERE ${old}`);
}

/** Hashes of the orders in the events of these runs. */
export async function eventHashes(reader: SerialConnection, runs: readonly number[]): Promise<Uint32Array> {
  const rows = await reader.rows(
    `SELECT DISTINCT (key & 4294967295)::UINTEGER FROM order_events WHERE ${keysOfRuns(runs)}`,
  );
  return Uint32Array.from(rows, ([hash]) => Number(hash));
}
