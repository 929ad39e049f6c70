import type { OrderRef } from '@ordertrace/model';
import { mixed, orderHash } from '../bytes/hash.js';

/** 64 bits of the order's key; equal keys are rare, and told apart by the texts. */
export function stateKey({ tenantId, orderId }: OrderRef): bigint {
  const order = orderHash(orderId);
  return (BigInt(mixed(orderHash(tenantId) ^ (order >>> 1))) << 32n) | BigInt(order);
}

/** A run's rows of an order, in mentions and events. */
export function orderKey(run: number, hash: number): bigint {
  return (BigInt(run) << 32n) | BigInt(hash);
}

/** Up to so many keys a look for each is quicker than one pass over all rows. */
const fewKeys = 24;

/**
 * SQL that selects the rows of these keys. Only a comparison with one key is answered from zone maps; a list of keys
 * reads the whole column, and costs more the more there is. The keys are numbers of ours, so nothing needs quoting.
 */
export function selectByKeys(select: string, keys: readonly bigint[], and = ''): string {
  if (keys.length > fewKeys) return `${select} WHERE key IN (${keys.join()}) ${and}`;
  return keys.map((key) => `${select} WHERE key = ${key.toString()} ${and}`).join(' UNION ALL ');
}

/**
 * A condition that holds for rows of these keys. A list of keys beside other columns would read all of them for every
 * row; this way the keys are looked for in their column alone, and where none is found, nothing else is read.
 */
export function rowsOfKeys(table: string, column: string, keys: readonly bigint[]): string {
  return `rowid IN (SELECT rowid FROM ${table} WHERE ${column} IN (${keys.join()}))`;
}
