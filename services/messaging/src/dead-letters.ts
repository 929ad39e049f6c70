import type { Pool } from 'pg';
import type { CloudEvent } from './cloud-event.js';
import type { DeadLetter } from './messaging.js';
import type { Migration } from './migration.js';

/** Queue of the messages of `queue` that were given up. With HTTP push, it is only a name in reports. */
export function deadQueueOf(queue: string): string {
  return `${queue}.dead`;
}

/** Store of the messages that a receiver without a broker gave up. */
export interface DeadLetters {
  /** Stores the message; the same message of the same queue only once. */
  add(queue: string, event: CloudEvent, end: { reason: string; deliveries: number }): Promise<void>;
  /** Newest first, without their data. */
  list(query: { queue?: string; limit: number }): Promise<DeadLetter[]>;
}

export const deadLetterMigration: Migration = {
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
};

interface Row {
  queue: string;
  message_id: string;
  type: string;
  order_id: string;
  tenant_id: string;
  reason: string;
  deliveries: number;
  at: Date;
}

export function postgresDeadLetters(pool: Pool): DeadLetters {
  return {
    async add(queue, event, { reason, deliveries }) {
      await pool.query(
        `INSERT INTO dead_letters (queue, message_id, event, reason, deliveries)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (queue, message_id)
         DO UPDATE SET reason = excluded.reason, deliveries = excluded.deliveries, at = now()`,
        [queue, event.id, JSON.stringify(event), reason, deliveries],
      );
    },
    async list({ queue, limit }) {
      const { rows } = await pool.query<Row>(
        `SELECT queue, message_id, event->>'type' AS type, event->>'orderid' AS order_id,
                event->>'tenantid' AS tenant_id, reason, deliveries, at
         FROM dead_letters WHERE $1::text IS NULL OR queue = $1 ORDER BY at DESC LIMIT $2`,
        [queue ?? null, limit],
      );
      return rows.map((row) => ({
        queue: row.queue,
        messageId: row.message_id,
        type: row.type,
        orderId: row.order_id,
        tenantId: row.tenant_id,
        reason: row.reason,
        deliveries: row.deliveries,
        at: row.at.toISOString(),
      }));
    },
  };
}
