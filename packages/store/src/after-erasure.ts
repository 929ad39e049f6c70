import { isSameOrder, type OrderRef } from '@ordertrace/model';
import { blankText, needlesOf, type Needle } from './blanking.js';
import type { ErasureTarget } from './retention.js';

/**
 * What an erasure leaves of a record that was not stored yet, as of a stored one: `undefined` if its order is
 * erased, or if the text occurs in the ID of its order or tenant; else the record with the text blanked.
 */
export function afterErasure<T extends OrderRef>(record: T, target: ErasureTarget): T | undefined {
  if ('order' in target) return isSameOrder(record, target.order) ? undefined : record;
  if ('traceId' in target) return record;
  const needles = needlesOf(target.matching);
  const { orderId, tenantId } = record;
  if (blankText(orderId, needles) !== orderId || blankText(tenantId, needles) !== tenantId) return undefined;
  return blanked(record, needles) as T;
}

function blanked(value: unknown, needles: readonly Needle[]): unknown {
  if (typeof value === 'string') return blankText(value, needles);
  if (Array.isArray(value)) return value.map((item) => blanked(item, needles));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, blanked(item, needles)]));
}
