import { BIGINT, UBIGINT, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { orderRefText, type OrderRef } from '@ordertrace/model';
import { orderHash } from '../bytes/hash.js';
import type { CommittedChange } from '../bytes/packed-events.js';
import { orderKey, selectByKeys } from './order-keys.js';
import { appendColumns, type SerialConnection } from './serial-connection.js';

/** The changes of a run to one order: all its commits merged under the last of them. */
export interface Mention {
  readonly order: OrderRef;
  readonly hash: number;
  readonly commit: bigint;
  readonly first: bigint;
  readonly last: bigint;
}

/** One mention for each order, sorted by hash. */
export function mentionsOf(changes: Iterable<CommittedChange>): Mention[] {
  const mentions = new Map<string, Mention>();
  for (const { order, commit, firstNanos, lastNanos } of changes) {
    const key = orderRefText(order);
    const known = mentions.get(key);
    mentions.set(key, {
      order,
      hash: known?.hash ?? orderHash(order.orderId),
      commit: known === undefined || commit > known.commit ? commit : known.commit,
      first: known === undefined || firstNanos < known.first ? firstNanos : known.first,
      last: known === undefined || lastNanos > known.last ? lastNanos : known.last,
    });
  }
  return [...mentions.values()].sort((a, b) => a.hash - b.hash);
}

export async function appendMentions(
  connection: DuckDBConnection,
  run: number,
  mentions: readonly Mention[],
): Promise<void> {
  await appendColumns(connection, 'order_mentions', [
    { type: UBIGINT, values: mentions.map(({ hash }) => orderKey(run, hash)) },
    { type: VARCHAR, values: mentions.map(({ order }) => order.tenantId) },
    { type: VARCHAR, values: mentions.map(({ order }) => order.orderId) },
    { type: BIGINT, values: mentions.map(({ commit }) => commit) },
    { type: BIGINT, values: mentions.map(({ first }) => first) },
    { type: BIGINT, values: mentions.map(({ last }) => last) },
  ]);
}

/** The run's changes after a commit: those of the first `limit` different commits, oldest first. */
export async function mentionsAfter(
  reader: SerialConnection,
  run: number,
  { commit, limit }: { readonly commit: bigint; readonly limit: number },
): Promise<CommittedChange[]> {
  const rows = await reader.rows(
    `WITH later AS (SELECT * FROM order_mentions WHERE key >= $1 AND key < $2 AND "commit" > $3)
     SELECT "commit", tenant_id, order_id, first_nanos, last_nanos FROM later
     WHERE "commit" IN (SELECT DISTINCT "commit" FROM later ORDER BY 1 LIMIT $4) ORDER BY "commit"`,
    [orderKey(run, 0), orderKey(run + 1, 0), commit, limit],
  );
  return rows.map(([rowCommit, tenantId, orderId, first, last]) => ({
    commit: rowCommit as bigint,
    order: { tenantId: tenantId as string, orderId: orderId as string },
    firstNanos: first as bigint,
    lastNanos: last as bigint,
  }));
}

/** Orders that runs name under these keys; other orders with the same hash may be among them. */
export async function ordersMentioned(
  reader: SerialConnection,
  keys: readonly bigint[],
): Promise<OrderRef[]> {
  if (keys.length === 0) return [];
  const rows = await reader.rows(
    selectByKeys('SELECT DISTINCT tenant_id, order_id FROM order_mentions', keys),
  );
  return rows.map(([tenantId, orderId]) => ({ tenantId: tenantId as string, orderId: orderId as string }));
}

export async function allTenants(reader: SerialConnection): Promise<string[]> {
  const rows = await reader.rows('SELECT DISTINCT tenant_id FROM order_mentions');
  return rows.map(([tenantId]) => tenantId as string);
}
