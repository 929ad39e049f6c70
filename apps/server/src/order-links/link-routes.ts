import { CreatedOrderLink, OrderLink, OrderLinkBody, OrderLinkList } from '@ordertrace/api';
import type { OrderState } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { OrderParams, TenantQuery } from '../http/order-params.js';
import { linkAddress, type LinkAddressing } from './link-address.js';
import type { OrderLinks } from './order-links.js';
import { revokeLink } from './revoke-link.js';

export interface OrderLinkOptions extends LinkAddressing {
  readonly store: Store;
  readonly links: OrderLinks;
  /** Finds the order of a request; `undefined` after a reply with a choice. */
  readonly find: (
    request: FastifyRequest,
    reply: FastifyReply,
    asked: { readonly id: string; readonly tenant: string | undefined; readonly action: string },
  ) => Promise<OrderState | undefined>;
}

const LinkParams = Type.Object({
  link_id: Type.String({ minLength: 1, maxLength: 64, description: 'The link' }),
});

/** Creates, lists and revokes links to one order for people without an account. */
export const orderLinkRoutes: FastifyPluginCallbackTypebox<OrderLinkOptions> = (app, options, done) => {
  const { links, find } = options;
  app.post(
    '/orders/:order_id/links',
    {
      config: { problems: [300, 409] },
      schema: {
        summary: 'A link to the order for someone without an account; its address is returned only here',
        params: OrderParams,
        querystring: TenantQuery,
        body: OrderLinkBody,
        response: { 201: CreatedOrderLink },
      },
    },
    async (request, reply) => {
      const { tenant } = request.query;
      const id = request.params.order_id;
      const order = await find(request, reply, { id, tenant, action: 'order_link_created' });
      if (order === undefined) return reply;
      const link = await links.create(order, request.person, request.body.expires_in);
      const url = linkAddress(link, options, request);
      return reply.status(201).send({ ...links.view(link, request.person), url });
    },
  );

  app.get(
    '/orders/:order_id/links',
    {
      config: { problems: [300] },
      schema: {
        summary: 'Links that were made to the order, the latest first',
        params: OrderParams,
        querystring: TenantQuery,
        response: { 200: OrderLinkList },
      },
    },
    async (request, reply) => {
      const { tenant } = request.query;
      const id = request.params.order_id;
      const order = await find(request, reply, { id, tenant, action: 'order_links_viewed' });
      if (order === undefined) return reply;
      const found = await links.ofOrder(order);
      return { links: found.map((link) => links.view(link, request.person)) };
    },
  );

  app.delete(
    '/links/:link_id',
    { schema: { summary: 'Revokes a link', params: LinkParams, response: { 200: OrderLink } } },
    async (request) => links.view(await revokeLink(links, request, request.params.link_id), request.person),
  );
  done();
};
