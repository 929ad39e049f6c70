import type { Stage } from '@ordertrace/conventions';
import type { OrderCarrier } from '@ordertrace/instrumentation';
import { orderNotFound } from '@ordertrace/service-kit';
import type { ClientBase, Pool } from 'pg';
import type { Order } from '../domain/order.js';
import { changingColumns, orderOfRow, type OrderRow } from './order-row.js';

/** Next order ID. The IDs of orders that are not created stay unused. */
export async function nextOrderId(db: Pool | ClientBase): Promise<string> {
  const { rows } = await db.query<{ id: string }>(`SELECT nextval('order_numbers')::text AS id`);
  const [row] = rows;
  if (row === undefined) throw new Error('the sequence gave no number');
  return row.id;
}

export async function insertOrder(client: ClientBase, order: Order, carrier: OrderCarrier): Promise<void> {
  const { name, email, phone, address } = order.customer;
  await client.query(
    `INSERT INTO orders (order_id, stage, stage_since, created_at, customer_name, customer_email, customer_phone,
       customer_address, material, quantity, carrier)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      order.orderId,
      order.stage,
      order.stageSince,
      order.createdAt,
      name,
      email,
      phone,
      address,
      order.material,
      order.quantity,
      JSON.stringify(carrier),
    ],
  );
}

export async function findOrder(pool: Pool, orderId: string): Promise<Order | undefined> {
  const { rows } = await pool.query<OrderRow>('SELECT * FROM orders WHERE order_id = $1', [orderId]);
  return rows[0] && orderOfRow(rows[0]);
}

export interface LockedOrder {
  readonly order: Order;
  /** The carrier stored at the last change. */
  readonly carrier: OrderCarrier;
}

/** The order, locked until the transaction ends. */
export async function findForChange(client: ClientBase, orderId: string): Promise<LockedOrder | undefined> {
  const { rows } = await client.query<OrderRow & { carrier: OrderCarrier }>(
    'SELECT * FROM orders WHERE order_id = $1 FOR UPDATE',
    [orderId],
  );
  return rows[0] && { order: orderOfRow(rows[0]), carrier: rows[0].carrier };
}

/** As `findForChange`. Throws a `Problem` (404) if there is no such order. */
export async function lockOrder(client: ClientBase, orderId: string): Promise<LockedOrder> {
  const locked = await findForChange(client, orderId);
  if (locked === undefined) throw orderNotFound(orderId);
  return locked;
}

/** Writes the mutable columns. */
export async function updateOrder(client: ClientBase, order: Order, carrier: OrderCarrier): Promise<void> {
  const columns = { ...changingColumns(order), carrier: JSON.stringify(carrier) };
  const assignments = Object.keys(columns).map((column, index) => `${column} = $${index + 2}`);
  await client.query(`UPDATE orders SET ${assignments.join(', ')} WHERE order_id = $1`, [
    order.orderId,
    ...Object.values(columns),
  ]);
}

export interface OrderQuery {
  readonly stage?: Stage;
  /** Only orders placed before the one with this number. */
  readonly before?: string;
  readonly limit: number;
}

/** Orders with their sequence number, the newest first. */
export async function listOrders(
  pool: Pool,
  { stage, before, limit }: OrderQuery,
): Promise<{ readonly seq: string; readonly order: Order }[]> {
  const { rows } = await pool.query<OrderRow>(
    `SELECT * FROM orders WHERE ($1::text IS NULL OR stage = $1) AND ($2::bigint IS NULL OR seq < $2)
     ORDER BY seq DESC LIMIT $3`,
    [stage ?? null, before ?? null, limit],
  );
  return rows.map((row) => ({ seq: row.seq, order: orderOfRow(row) }));
}
