import type { ClientBase } from 'pg';

/**
 * Time of a change, by the database's clock. Read it after the order is locked: of two concurrent changes, the
 * later one then has the later time, whichever process made it.
 */
export async function decisionTime(client: ClientBase): Promise<Date> {
  const { rows } = await client.query<{ at: Date }>('SELECT clock_timestamp() AS at');
  const [row] = rows;
  if (row === undefined) throw new Error('the database gave no time');
  return row.at;
}
