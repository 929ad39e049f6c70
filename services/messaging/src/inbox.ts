import type { ClientBase } from 'pg';
import type { CloudEvent } from './cloud-event.js';
import type { Migration } from './migration.js';

export const inboxMigration: Migration = {
  name: 'messaging-inbox-1',
  sql: `
    CREATE TABLE inbox (
      source text NOT NULL,
      message_id text NOT NULL,
      received_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (source, message_id)
    );
    CREATE INDEX inbox_received_at ON inbox (received_at);`,
};

/**
 * Inserts the message into the inbox, in the transaction of its effects. Returns false if it was handled
 * before; then do nothing. A concurrent delivery waits here until the first transaction has ended.
 */
export async function takeOnce(
  client: ClientBase,
  event: Pick<CloudEvent, 'id' | 'source'>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    'INSERT INTO inbox (source, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [event.source, event.id],
  );
  return rowCount === 1;
}
