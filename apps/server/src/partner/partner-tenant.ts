import type { OrderState } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyRequest } from 'fastify';
import { lookedAt, tenantScope } from '../access/index.js';
import { ApiError } from '../http/errors.js';

/**
 * The tenant that a partner's request is about: that of who asks, whatever the address says. Only who belongs to
 * none, and so may see all, says which one.
 *
 * @throws ApiError 400 where neither is known
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

/** The tenant's order. What is another's is looked up, and answered, like what does not exist. */
export async function partnersOrder(
  store: Store,
  request: FastifyRequest,
  orderId: string,
  action = 'partner_order_viewed',
): Promise<OrderState> {
  const state = await store.order({ tenantId: partnerTenant(request), orderId });
  if (state === undefined)
    throw new ApiError(404, 'no_such_order', { message: `You have no order "${orderId}".` });
  lookedAt(request, { action, orders: [state] });
  return state;
}
