import type { OrderNames } from '@ordertrace/model';
import { valueOf, type Entry, type FlowFile } from './flow-file.js';

const keys = ['order_id', 'tenant_id'];

/** Reads the attributes by which services name orders and tenants; `undefined` if the file has none. */
export function readOrderNames(file: FlowFile, entry: Entry | undefined): OrderNames | undefined {
  if (entry === undefined) return undefined;
  const entries = file.entries(entry.value, 'names', keys);
  const [orderIds, tenantIds] = keys.map((key) => {
    const found = valueOf(entries, key);
    return found === undefined ? [] : file.texts(found.value, key);
  });
  return { orderIds: orderIds ?? [], tenantIds: tenantIds ?? [] };
}
