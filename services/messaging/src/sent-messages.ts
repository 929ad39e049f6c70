import { context } from '@opentelemetry/api';
import { definedFields } from '@ordertrace/conventions';
import type { Pool } from 'pg';
import type { CloudEvent, MessageCarrier } from './cloud-event.js';
import type { MessagingLog } from './messaging.js';
import { contextOf } from './order-context.js';
import { recordAct, type MessagingSystem } from './traced-messaging.js';

/** A message of the outbox, without its data. */
export interface SentMessage {
  readonly messageId: string;
  readonly queue: string;
  readonly type: string;
  readonly orderId: string;
  readonly tenantId: string;
  /** RFC 3339: the time of the reported event. */
  readonly time: string;
  /** RFC 3339. Absent while it waits for its sending. */
  readonly sentAt?: string;
  readonly attempts: number;
  /** Why the last attempt failed. */
  readonly lastError?: string;
}

interface Row {
  event: CloudEvent;
  queue: string;
  attempts: number;
  sent_at: Date | null;
  last_error: string | null;
}

/** Messages that this service keeps: of an order, the newest first. Sent ones are kept for 30 days. */
export async function listSentMessages(
  pool: Pool,
  { orderId, tenantId }: { orderId: string; tenantId: string },
): Promise<SentMessage[]> {
  const { rows } = await pool.query<Row>(
    `SELECT event, queue, attempts, sent_at, last_error FROM outbox
     WHERE order_key = $1 ORDER BY seq DESC LIMIT 200`,
    [`${tenantId}/${orderId}`],
  );
  return rows.map(({ event, queue, attempts, sent_at: sentAt, last_error: lastError }) => ({
    messageId: event.id,
    queue,
    type: event.type,
    orderId: event.orderid,
    tenantId: event.tenantid,
    time: event.time,
    attempts,
    ...definedFields({ sentAt: sentAt?.toISOString(), lastError: lastError ?? undefined }),
  }));
}

/**
 * Has a message of the outbox sent again, under its own id: a receiver that has handled it does nothing. The
 * order's trace shows who requested it. Returns false if the message is not kept.
 */
export async function sendMessageAgain(
  { pool, system, log }: { pool: Pool; system: MessagingSystem; log: MessagingLog },
  messageId: string,
  by: string,
): Promise<boolean> {
  const { rows } = await pool.query<{ queue: string; event: CloudEvent; carrier: MessageCarrier }>(
    'SELECT queue, event, carrier FROM outbox WHERE message_id = $1',
    [messageId],
  );
  const [row] = rows;
  if (row === undefined) return false;
  const { queue, event } = row;
  const step = { system, queue, event };
  const carrier = recordAct(step, { name: 'send again', by, parent: contextOf(row.carrier) });
  const { rowCount } = await pool.query(
    `UPDATE outbox SET sent_at = NULL, due_at = now(), attempts = 0, carrier = $2 WHERE message_id = $1`,
    [messageId, JSON.stringify(carrier)],
  );
  context.with(contextOf(carrier), () =>
    log.info({ queue, message_id: messageId, message_type: event.type }, `message sent again by ${by}`),
  );
  return rowCount === 1;
}
