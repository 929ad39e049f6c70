import type { OrderRef } from '@ordertrace/model';
import type { OrderEventReader } from '@ordertrace/store';

/** The result of a look-up by order ID. */
export type OrderLookup =
  | { readonly found: 'one'; readonly ref: OrderRef }
  | { readonly found: 'several'; readonly tenants: readonly string[] }
  | { readonly found: 'none' };

/** Finds the order of an ID if only one tenant has it. */
export async function lookUpOrder(store: OrderEventReader, orderId: string): Promise<OrderLookup> {
  const tenants = await store.tenantsOfOrder(orderId);
  const [only] = tenants;
  if (only === undefined) return { found: 'none' };
  return tenants.length === 1
    ? { found: 'one', ref: { tenantId: only, orderId } }
    : { found: 'several', tenants };
}
