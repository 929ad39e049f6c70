import { definedFields } from '@ordertrace/conventions';
import type { Pool } from 'pg';
import { parseCloudEvent, type CloudEvent } from './cloud-event.js';
import { removeHandled, type MessageKey } from './failed-messages.js';
import type { MessagingLog } from './messaging.js';
import { deadQueueOf } from './dead-queue.js';
import { contextOf } from './order-context.js';
import { beginSendAgain, inContextOf, recordAct, type MessagingSystem } from './traced-messaging.js';

/** A message that was given up, with the reason. Type and order are absent if it is no CloudEvent. */
export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly type?: string;
  readonly orderId?: string;
  readonly tenantId?: string;
  readonly reason: string;
  /** Number of deliveries. */
  readonly deliveries: number;
  /** RFC 3339. */
  readonly firstFailedAt: string;
  readonly at: string;
}

/** A dead letter with its envelope. The values of its data stay out: they may be personal. */
export interface OpenedDeadLetter extends DeadLetter {
  readonly source?: string;
  /** RFC 3339: the time of the reported event. */
  readonly time?: string;
  readonly traceId?: string;
  /** Names of the data's fields. */
  readonly fields: readonly string[];
  readonly bytes: number;
}

export interface DeadLettersOptions {
  readonly pool: Pool;
  readonly system: MessagingSystem;
  readonly log: MessagingLog;
  /** Called when a dead letter waits for its next attempt again. */
  readonly onSentAgain: () => void;
}

interface Row {
  queue: string;
  message_id: string;
  type: string | null;
  order_id: string | null;
  tenant_id: string | null;
  reason: string;
  deliveries: number;
  first_failed_at: Date;
  given_up_at: Date;
  body: Buffer;
}

export interface DeadLetterQuery {
  readonly queue?: string;
  readonly orderId?: string;
  readonly limit: number;
}

/** The messages that this service gave up, in any transport. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;

  constructor(options: DeadLettersOptions) {
    this.#options = options;
  }

  /** Newest first. */
  async list({ queue, orderId, limit }: DeadLetterQuery): Promise<DeadLetter[]> {
    const { rows } = await this.#options.pool.query<Row>(
      `SELECT queue, message_id, type, order_id, tenant_id, reason, deliveries, first_failed_at, given_up_at
       FROM failed_messages
       WHERE given_up_at IS NOT NULL AND ($1::text IS NULL OR queue = $1) AND ($2::text IS NULL OR order_id = $2)
       ORDER BY given_up_at DESC LIMIT $3`,
      [queue ?? null, orderId ?? null, limit],
    );
    return rows.map(deadLetterOf);
  }

  async open(key: MessageKey): Promise<OpenedDeadLetter | undefined> {
    const row = await this.#find(key);
    if (row === undefined) return undefined;
    const event = eventOf(row);
    const { source, time, traceparent, data } = event ?? {};
    return {
      ...deadLetterOf(row),
      ...definedFields({ source, time, traceId: traceparent?.split('-')[1] }),
      fields: typeof data === 'object' && data !== null ? Object.keys(data) : [],
      bytes: row.body.length,
    };
  }

  /**
   * Has the message handled again, with a new count of attempts. The order's trace shows the sending and who
   * requested it.
   */
  async sendAgain(key: MessageKey, by: string): Promise<'sent' | 'unknown' | 'unreadable'> {
    const { pool, system, log, onSentAgain } = this.#options;
    const row = await this.#find(key);
    if (row === undefined) return 'unknown';
    const event = eventOf(row);
    if (event === undefined) return 'unreadable';
    const { carrier, end } = beginSendAgain({ system, queue: key.queue, event }, by);
    const { rowCount } = await pool.query(
      `UPDATE failed_messages SET given_up_at = NULL, deliveries = 0, first_failed_at = now(), due_at = now(),
              leased_until = NULL, carrier = $3
       WHERE queue = $1 AND message_id = $2 AND given_up_at IS NOT NULL`,
      [key.queue, key.messageId, JSON.stringify(carrier)],
    );
    if (rowCount === 0) return 'unknown';
    end();
    inContextOf(event, () => log.info(aboutOf(key, event), `dead letter sent again by ${by}`));
    onSentAgain();
    return 'sent';
  }

  /** Removes the message. Returns false if there is none. */
  async discard(key: MessageKey, by: string): Promise<boolean> {
    const { pool, system, log } = this.#options;
    const row = await this.#find(key);
    if (row === undefined) return false;
    await removeHandled(pool, key);
    const event = eventOf(row);
    const report = () => log.info(aboutOf(key, event), `dead letter discarded by ${by}`);
    if (event === undefined) report();
    else {
      const step = { system, queue: deadQueueOf(key.queue), event };
      recordAct(step, { name: 'discard', by, parent: contextOf(event) });
      inContextOf(event, report);
    }
    return true;
  }

  async #find({ queue, messageId }: MessageKey): Promise<Row | undefined> {
    const { rows } = await this.#options.pool.query<Row>(
      `SELECT * FROM failed_messages WHERE queue = $1 AND message_id = $2 AND given_up_at IS NOT NULL`,
      [queue, messageId],
    );
    return rows[0];
  }
}

function deadLetterOf(row: Row): DeadLetter {
  return {
    queue: row.queue,
    messageId: row.message_id,
    ...definedFields({
      type: row.type ?? undefined,
      orderId: row.order_id ?? undefined,
      tenantId: row.tenant_id ?? undefined,
    }),
    reason: row.reason,
    deliveries: row.deliveries,
    firstFailedAt: row.first_failed_at.toISOString(),
    at: row.given_up_at.toISOString(),
  };
}

function eventOf({ body, type }: Row): CloudEvent | undefined {
  return type === null ? undefined : parseCloudEvent(body.toString('utf8'));
}

function aboutOf({ queue, messageId }: MessageKey, event: CloudEvent | undefined): object {
  return { queue, message_id: messageId, ...definedFields({ message_type: event?.type }) };
}
