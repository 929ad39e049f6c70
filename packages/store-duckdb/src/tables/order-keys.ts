import type { OrderRef } from '@ordertrace/model';
import { mixed, orderHash } from '../bytes/hash.js';

/** 64 bits of the order's key. Equal keys are rare, and distinguished by the texts. */
export function stateKey({ tenantId, orderId }: OrderRef): bigint {
  const order = orderHash(orderId);
  return (BigInt(mixed(orderHash(tenantId) ^ (order >>> 1))) << 32n) | BigInt(order);
}

/** The key of an order's rows in a run, in mentions and events. */
export function orderKey(run: number, hash: number): bigint {
  return (BigInt(run) << 32n) | BigInt(hash);
}

/** Up to this number of keys, separate look-ups are faster than one scan of all rows. */
const fewKeys = 24;

/**
 * SQL that selects the rows of these keys. DuckDB uses zone maps only for a comparison with one key; a list
 * of keys scans the whole column. The keys are plain numbers, so they need no quoting.
 */
export function selectByKeys(select: string, keys: readonly bigint[], and = ''): string {
  if (keys.length > fewKeys) return `${select} WHERE key IN (${keys.join()}) ${and}`;
  return keys.map((key) => `${select} WHERE key = ${key.toString()} ${and}`).join(' UNION ALL ');
}

/**
 * A condition for the rows of these keys. A list of keys beside other columns would read all columns for
 * every row. This form scans only the key column, and reads nothing else without a match.
 */
export function rowsOfKeys(table: string, column: string, keys: readonly bigint[]): string {
  return `rowid IN (SELECT rowid FROM ${table} WHERE ${column} IN (${keys.join()}))`;
}
