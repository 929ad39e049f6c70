import type { OrderState } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyRequest } from 'fastify';
import { lookedAt, storedIds, tenantScope } from '../access/index.js';
import { ApiError } from '../http/errors.js';

/**
 * The tenant of a partner's request: that of the caller, whatever the address says. Only callers without a
 * tenant, who may see all, name one.
 *
 * @throws ApiError 400 if neither is known
 */
export function partnerTenant(request: FastifyRequest): string {
  const { tenant: asked } = request.query as { readonly tenant?: string };
  const tenant = tenantScope(request, request.person.tenantId === undefined ? asked : undefined);
  if (tenant === undefined || tenant === '')
    throw new ApiError(400, 'tenant_needed', {
      message: 'You belong to no tenant. Add ?tenant= with the partner whose view you want.',
      field: 'tenant',
    });
  return tenant;
}

/**
 * Finds the tenant's order. An order of another tenant is looked up, and answered, like one that does not
 * exist.
 */
export async function partnersOrder(
  store: Store,
  request: FastifyRequest,
  orderId: string,
  action = 'partner_order_viewed',
): Promise<OrderState> {
  const tenantId = partnerTenant(request);
  for (const stored of storedIds(request, orderId)) {
    const state = await store.order({ tenantId, orderId: stored });
    if (state === undefined) continue;
    lookedAt(request, { action, orders: [state] });
    return state;
  }
  throw new ApiError(404, 'no_such_order', { message: `You have no order "${orderId}".` });
}
