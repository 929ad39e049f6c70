import type { Stage } from '@ordertrace/conventions';
import type { OrderCarrier } from '@ordertrace/instrumentation';
import type { ClientBase, Pool } from 'pg';
import type { OrderKey, WorkOrder } from '../domain/work-order.js';
import { columnsOf, workOrderOfRow, type WorkOrderRow } from './work-order-row.js';

/** Next ID of a partner's order. The IDs of orders that are not created stay unused. */
export async function nextOrderId(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(`SELECT nextval('partner_order_numbers')::text AS id`);
  const [row] = rows;
  if (row === undefined) throw new Error('the sequence gave no number');
  return row.id;
}

/** Returns false if the order already exists; then nothing was written. */
export async function insertWorkOrder(
  client: ClientBase,
  order: WorkOrder,
  carrier: OrderCarrier,
): Promise<boolean> {
  const { tenantId: tenant_id, orderId: order_id } = order;
  const columns = { tenant_id, order_id, ...columnsOf(order), carrier: JSON.stringify(carrier) };
  const values = Object.values(columns);
  const { rowCount } = await client.query(
    `INSERT INTO work_orders (${Object.keys(columns).join(', ')})
     VALUES (${values.map((_value, index) => `$${index + 1}`).join(', ')})
     ON CONFLICT (tenant_id, order_id) DO NOTHING`,
    values,
  );
  return rowCount === 1;
}

export async function updateWorkOrder(
  client: ClientBase,
  order: WorkOrder,
  carrier: OrderCarrier,
): Promise<void> {
  const columns = { ...columnsOf(order), carrier: JSON.stringify(carrier) };
  const assignments = Object.keys(columns).map((column, index) => `${column} = $${index + 3}`);
  await client.query(
    `UPDATE work_orders SET ${assignments.join(', ')} WHERE tenant_id = $1 AND order_id = $2`,
    [order.tenantId, order.orderId, ...Object.values(columns)],
  );
}

export async function findWorkOrder(
  pool: Pool,
  { tenantId, orderId }: OrderKey,
): Promise<WorkOrder | undefined> {
  const { rows } = await pool.query<WorkOrderRow>(
    'SELECT * FROM work_orders WHERE tenant_id = $1 AND order_id = $2',
    [tenantId, orderId],
  );
  return rows[0] && workOrderOfRow(rows[0]);
}

export interface LockedWorkOrder {
  readonly order: WorkOrder;
  /** The carrier stored at the last change. */
  readonly carrier: OrderCarrier;
}

/** The order, locked until the transaction ends. */
export async function findForChange(
  client: ClientBase,
  { tenantId, orderId }: OrderKey,
): Promise<LockedWorkOrder | undefined> {
  const { rows } = await client.query<WorkOrderRow & { carrier: OrderCarrier }>(
    'SELECT * FROM work_orders WHERE tenant_id = $1 AND order_id = $2 FOR UPDATE',
    [tenantId, orderId],
  );
  return rows[0] && { order: workOrderOfRow(rows[0]), carrier: rows[0].carrier };
}

/** Tenants that have an order with the ID. */
export async function tenantsOf(pool: Pool, orderId: string): Promise<string[]> {
  const { rows } = await pool.query<{ tenant_id: string }>(
    'SELECT tenant_id FROM work_orders WHERE order_id = $1 ORDER BY tenant_id LIMIT 100',
    [orderId],
  );
  return rows.map((row) => row.tenant_id);
}

export interface WorkOrderQuery {
  readonly tenant?: string;
  readonly stage?: Stage;
  readonly operator?: string;
  /** Only orders before the one with this number. */
  readonly before?: string;
  readonly limit: number;
}

/** Orders with their sequence number, the newest first. */
export async function listWorkOrders(
  pool: Pool,
  { tenant, stage, operator, before, limit }: WorkOrderQuery,
): Promise<{ readonly seq: string; readonly order: WorkOrder }[]> {
  const { rows } = await pool.query<WorkOrderRow>(
    `SELECT * FROM work_orders
     WHERE ($1::text IS NULL OR tenant_id = $1) AND ($2::text IS NULL OR stage = $2)
       AND ($3::text IS NULL OR operator = $3) AND ($4::bigint IS NULL OR seq < $4)
     ORDER BY seq DESC LIMIT $5`,
    [tenant ?? null, stage ?? null, operator ?? null, before ?? null, limit],
  );
  return rows.map((row) => ({ seq: row.seq, order: workOrderOfRow(row) }));
}
