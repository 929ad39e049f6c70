import type { OrderRef } from '@ordertrace/model';
import type { OrderEventReader } from '@ordertrace/store';

/** What an order id, perhaps with a tenant, names. */
export type OrderLookup =
  | { readonly found: 'one'; readonly ref: OrderRef }
  | { readonly found: 'several'; readonly tenants: readonly string[] }
  | { readonly found: 'none' };

/**
 * Telemetry that names an order without its tenant belongs to the only tenant that has that id; so the empty
 * tenant counts only where no other is known.
 */
export async function lookUpOrder(
  store: OrderEventReader,
  orderId: string,
  tenantId: string | undefined,
): Promise<OrderLookup> {
  const all = await store.tenantsOfOrder(orderId);
  const named = all.filter((tenant) => tenant !== '');
  const tenants = named.length === 0 ? all : named;
  if (tenantId !== undefined) {
    return tenants.includes(tenantId) ? { found: 'one', ref: { tenantId, orderId } } : { found: 'none' };
  }
  const [only] = tenants;
  if (only === undefined) return { found: 'none' };
  return tenants.length === 1
    ? { found: 'one', ref: { tenantId: only, orderId } }
    : { found: 'several', tenants };
}
