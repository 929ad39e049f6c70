import { BOOLEAN, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import type { OrderRef } from '@ordertrace/model';
import { appendColumns } from './serial-connection.js';

/** An order to drop; `withUnnamed` includes events and mentions of its ID without tenant. */
export type DroppedOrder = OrderRef & { readonly withUnnamed: boolean };

const tables = ['order_events', 'order_mentions', 'order_states', 'order_histories'];

/** Deletes the events, mentions and states of these orders, within the caller's transaction. */
export async function dropOrders(
  connection: DuckDBConnection,
  orders: readonly DroppedOrder[],
): Promise<void> {
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE dropped (tenant_id VARCHAR, order_id VARCHAR, with_unnamed BOOLEAN)',
  );
  await appendColumns(connection, 'dropped', [
    { type: VARCHAR, values: orders.map(({ tenantId }) => tenantId) },
    { type: VARCHAR, values: orders.map(({ orderId }) => orderId) },
    { type: BOOLEAN, values: orders.map(({ withUnnamed }) => withUnnamed) },
  ]);
  for (const table of tables)
    await connection.run(
      `DELETE FROM ${table} USING dropped WHERE ${table}.order_id = dropped.order_id
       AND (${table}.tenant_id = dropped.tenant_id OR (dropped.with_unnamed AND ${table}.tenant_id = ''))`,
    );
  await connection.run('DROP TABLE dropped');
}
