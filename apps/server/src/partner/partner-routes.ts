import { definedFields } from '@ordertrace/conventions';
import {
  PartnerOrderList,
  PartnerOrderQuery,
  PartnerOrderWithMilestones,
  PartnerTenantQuery,
} from '@ordertrace/api';
import type { OrderQuery } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { OrderParams } from '../http/order-params.js';
import { partnerOrder, partnerOrderWithMilestones, type PartnerSource } from './partner-order.js';
import { partnersOrder, partnerTenant } from './partner-tenant.js';

/** A partner's own orders, for the partner's programs. */
export const partnerRoutes: FastifyPluginCallbackTypebox<PartnerSource> = (app, source, done) => {
  app.get(
    '/orders',
    {
      schema: {
        summary: "A partner's orders, the latest first",
        description: 'The tenant comes from the token; `tenant` counts only for who belongs to none.',
        querystring: PartnerOrderQuery,
        response: { 200: PartnerOrderList },
      },
    },
    async (request) => {
      const page = await source.store.listOrders(orderQuery(partnerTenant(request), request.query));
      return {
        orders: page.orders.map((state) => partnerOrder(state, source)),
        next: page.next ?? null,
      };
    },
  );

  app.get(
    '/orders/:order_id',
    {
      schema: {
        summary: "One of a partner's orders: where it is, where it was, what comes next and when",
        params: OrderParams,
        querystring: PartnerTenantQuery,
        response: { 200: PartnerOrderWithMilestones },
      },
    },
    async (request) => {
      const state = await partnersOrder(source.store, request, request.params.order_id);
      return partnerOrderWithMilestones(state, source);
    },
  );
  done();
};

/** The orders of one tenant, latest first. */
export function orderQuery(tenantId: string, query: PartnerOrderQuery): OrderQuery {
  const { q, stage, open, cursor, limit = 50 } = query;
  return {
    tenantId,
    sort: 'created_at',
    descending: true,
    limit,
    ...(q === undefined || q === '' ? {} : { text: q }),
    ...(stage === undefined || stage === '' ? {} : { stage }),
    ...definedFields({ open, cursor }),
  };
}
