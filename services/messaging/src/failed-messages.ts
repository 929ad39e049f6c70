import type { Pool } from 'pg';
import type { CloudEvent, MessageCarrier } from './cloud-event.js';
import type { GivenUp } from './messaging.js';
import type { Migration } from './migration.js';

/** Messages whose handling failed: those that wait for a retry, and dead letters. */
export const failedMessageMigrations: readonly Migration[] = [
  {
    name: 'messaging-dead-letters-1',
    sql: `
    CREATE TABLE dead_letters (
      queue text NOT NULL,
      message_id text NOT NULL,
      event jsonb NOT NULL,
      reason text NOT NULL,
      deliveries integer NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (queue, message_id)
    );
    CREATE INDEX dead_letters_at ON dead_letters (at DESC);`,
  },
  {
    name: 'messaging-failed-messages-1',
    sql: `
    CREATE TABLE failed_messages (
      queue text NOT NULL,
      message_id text NOT NULL,
      -- The message as it came. Type and order are absent if it is no CloudEvent.
      body bytea NOT NULL,
      type text,
      tenant_id text,
      order_id text,
      -- Trace and order of the sending that the next attempt receives.
      carrier jsonb NOT NULL,
      deliveries integer NOT NULL,
      reason text NOT NULL,
      first_failed_at timestamptz NOT NULL DEFAULT now(),
      due_at timestamptz NOT NULL,
      leased_until timestamptz,
      -- Absent while the message waits for a retry.
      given_up_at timestamptz,
      PRIMARY KEY (queue, message_id)
    );
    CREATE INDEX failed_messages_due ON failed_messages (due_at) WHERE given_up_at IS NULL;
    CREATE INDEX failed_messages_order ON failed_messages (tenant_id, order_id);
    CREATE INDEX failed_messages_given_up ON failed_messages (given_up_at DESC) WHERE given_up_at IS NOT NULL;
    INSERT INTO failed_messages
      (queue, message_id, body, type, tenant_id, order_id, carrier, deliveries, reason, first_failed_at, due_at, given_up_at)
      SELECT queue, message_id, convert_to(event::text, 'UTF8'), event->>'type', event->>'tenantid',
             event->>'orderid', '{}', deliveries, reason, at, at, at
      FROM dead_letters;
    DROP TABLE dead_letters;`,
  },
];

/** A message that failed, with its end or its next attempt. */
export interface Failure extends GivenUp {
  readonly queue: string;
  readonly messageId: string;
  readonly body: Buffer;
  /** Absent if the body is no CloudEvent. */
  readonly event?: CloudEvent;
  readonly carrier: MessageCarrier;
  /** Milliseconds until the next attempt. Absent if the message is given up. */
  readonly retryInMs?: number;
}

/**
 * Stores a failed message. A message that waits already keeps the time of its first failure and counts one
 * more delivery. A dead letter that was delivered again begins a new count.
 */
export async function storeFailure(pool: Pool, failure: Failure): Promise<void> {
  const { queue, messageId, body, event, carrier, deliveries, reason, retryInMs } = failure;
  await pool.query(
    `INSERT INTO failed_messages AS known
       (queue, message_id, body, type, tenant_id, order_id, carrier, deliveries, reason, due_at, given_up_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + coalesce($10::float8, 0) * interval '1 millisecond',
             CASE WHEN $10::float8 IS NULL THEN now() END)
     ON CONFLICT (queue, message_id) DO UPDATE SET
       carrier = excluded.carrier, reason = excluded.reason, due_at = excluded.due_at, leased_until = NULL,
       given_up_at = excluded.given_up_at,
       deliveries = CASE WHEN known.given_up_at IS NULL THEN known.deliveries + 1 ELSE excluded.deliveries END,
       first_failed_at = CASE WHEN known.given_up_at IS NULL THEN known.first_failed_at ELSE now() END`,
    [
      queue,
      messageId,
      body,
      event?.type ?? null,
      event?.tenantid ?? null,
      event?.orderid ?? null,
      JSON.stringify(carrier),
      deliveries,
      reason,
      retryInMs ?? null,
    ],
  );
}

/** A message that is due for its next attempt. */
export interface WaitingMessage {
  readonly queue: string;
  readonly body: Buffer;
  readonly carrier: MessageCarrier;
  /** Deliveries so far. */
  readonly deliveries: number;
  readonly firstFailedAt: Date;
}

/** Leases up to `limit` due messages of the queues. The lease ends by itself if this process dies. */
export async function leaseWaiting(
  pool: Pool,
  { queues, limit, leaseMs }: { queues: readonly string[]; limit: number; leaseMs: number },
): Promise<WaitingMessage[]> {
  const { rows } = await pool.query<WaitingMessage>(
    `UPDATE failed_messages SET leased_until = now() + $3 * interval '1 millisecond'
     WHERE (queue, message_id) IN (
       SELECT queue, message_id FROM failed_messages
       WHERE given_up_at IS NULL AND due_at <= now() AND queue = ANY($1)
         AND (leased_until IS NULL OR leased_until < now())
       ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING queue, body, carrier, deliveries, first_failed_at AS "firstFailedAt"`,
    [queues, limit, leaseMs],
  );
  return rows;
}

export interface MessageKey {
  readonly queue: string;
  readonly messageId: string;
}

export async function removeHandled(pool: Pool, { queue, messageId }: MessageKey): Promise<void> {
  await pool.query('DELETE FROM failed_messages WHERE queue = $1 AND message_id = $2', [queue, messageId]);
}

/** Makes the order's waiting messages due: what they wait for may have happened. Returns their number. */
export async function makeOrderDue(
  pool: Pool,
  { tenantid, orderid }: Pick<CloudEvent, 'tenantid' | 'orderid'>,
): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE failed_messages SET due_at = now()
     WHERE tenant_id = $1 AND order_id = $2 AND given_up_at IS NULL`,
    [tenantid, orderid],
  );
  return rowCount ?? 0;
}
