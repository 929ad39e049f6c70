import type { ClientBase, Pool } from 'pg';
import type { CloudEvent, MessageCarrier } from './cloud-event.js';
import type { Migration } from './migration.js';
import { currentCarrier } from './order-context.js';
import type { OutgoingMessage } from './order-messages.js';

export const outboxMigrations: readonly Migration[] = [
  {
    name: 'messaging-outbox-1',
    sql: `
    CREATE TABLE outbox (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      message_id text NOT NULL UNIQUE,
      order_key text NOT NULL,
      queue text NOT NULL,
      event jsonb NOT NULL,
      carrier jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      attempts integer NOT NULL DEFAULT 0,
      -- Not before this time; while a relay is at it, the end of its lease.
      due_at timestamptz NOT NULL DEFAULT now(),
      last_error text,
      sent_at timestamptz
    );
    CREATE INDEX outbox_unsent ON outbox (order_key, seq) WHERE sent_at IS NULL;
    CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;`,
  },
  { name: 'messaging-outbox-2', sql: 'CREATE INDEX outbox_order ON outbox (order_key, seq);' },
];

/**
 * Adds a message to the outbox, in the transaction of the reported change, with the current trace and order.
 * The relay publishes it after the transaction has committed.
 */
export async function enqueue(client: ClientBase, { queue, event }: OutgoingMessage): Promise<void> {
  await client.query(
    'INSERT INTO outbox (message_id, order_key, queue, event, carrier) VALUES ($1, $2, $3, $4, $5)',
    [
      event.id,
      `${event.tenantid}/${event.orderid}`,
      queue,
      JSON.stringify(event),
      JSON.stringify(currentCarrier()),
    ],
  );
}

export interface OutboxRow {
  readonly seq: string;
  readonly queue: string;
  readonly event: CloudEvent;
  readonly carrier: MessageCarrier;
  /** Tries so far, including this one. */
  readonly attempts: number;
}

/**
 * Leases up to `limit` messages to this relay. Only the oldest unsent message of each order is leased, so
 * that an order's messages are sent in sequence.
 */
export async function leaseDue(
  pool: Pool,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<OutboxRow[]> {
  const { rows } = await pool.query<OutboxRow>(
    `UPDATE outbox SET attempts = attempts + 1, due_at = now() + $2 * interval '1 millisecond'
     WHERE seq IN (
       SELECT seq FROM outbox AS mine
       WHERE sent_at IS NULL AND due_at <= now() AND NOT EXISTS (
         SELECT 1 FROM outbox AS earlier
         WHERE earlier.order_key = mine.order_key AND earlier.sent_at IS NULL AND earlier.seq < mine.seq)
       ORDER BY seq LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING seq, queue, event, carrier, attempts`,
    [limit, leaseMs],
  );
  return rows;
}

export async function markSent(pool: Pool, seq: string): Promise<void> {
  await pool.query('UPDATE outbox SET sent_at = now(), last_error = NULL WHERE seq = $1', [seq]);
}

export async function markFailed(
  pool: Pool,
  { seq, error, retryInMs }: { seq: string; error: string; retryInMs: number },
): Promise<void> {
  await pool.query(
    `UPDATE outbox SET last_error = $2, due_at = now() + $3 * interval '1 millisecond' WHERE seq = $1`,
    [seq, error, retryInMs],
  );
}

/** Deletes sent messages, and inbox entries that are too old to be delivered again. */
export async function forgetOld(pool: Pool, days: { sent: number; received: number }): Promise<void> {
  await pool.query(`DELETE FROM outbox WHERE sent_at < now() - $1 * interval '1 day'`, [days.sent]);
  await pool.query(`DELETE FROM inbox WHERE received_at < now() - $1 * interval '1 day'`, [days.received]);
}
