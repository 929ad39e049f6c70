import { definedFields } from '@ordertrace/conventions';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { OrderState } from '@ordertrace/model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { linkAddress, revokeLink, type LinkAddressing, type OrderLinks } from '../../order-links/index.js';
import { textsIn } from '@ordertrace/words';
import { html } from '../../pages/index.js';
import { ApiError } from '../../http/errors.js';
import { OrderParams } from '../../http/order-params.js';
import { partnerOrder, partnerOrderWithMilestones, type PartnerSource } from '../partner-order.js';
import { orderQuery } from '../partner-routes.js';
import { partnersOrder, partnerTenant } from '../partner-tenant.js';
import { listPath, orderPath, type ListAddress } from './addresses.js';
import { linkLives, linkSection, type ShownLinks } from './order-links.js';
import { orderList } from './order-list.js';
import { orderWay } from './order-way.js';
import { formOf, hidden, namedTenant, PageQuery, sendPartnerPage, wordingFor } from './partner-page.js';

const ordersOnPage = 25;

const ListQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(Type.String({ maxLength: 256 })),
  show: Type.Optional(Type.Union([Type.Literal('all'), Type.Literal('open'), Type.Literal('closed')])),
  cursor: Type.Optional(Type.String({ maxLength: 2048 })),
});
const LinkParams = Type.Object({
  ...OrderParams.properties,
  link_id: Type.String({ minLength: 1, maxLength: 64 }),
});

export interface OrderPagesOptions extends PartnerSource, LinkAddressing {
  readonly links: OrderLinks;
}

/** A partner's orders: the list, and each order with its stages and links. */
export const orderPages: FastifyPluginCallbackTypebox<OrderPagesOptions> = (app, options, done) => {
  const { links } = options;
  app.get('/partner', { schema: { ...hidden, querystring: ListQuery } }, async (request, reply) => {
    const tenantId = partnerTenant(request);
    const { q = '', show = 'all', cursor } = request.query;
    const page = await options.store.listOrders(
      orderQuery(tenantId, {
        q: q.trim(),
        limit: ordersOnPage,
        ...(show === 'all' ? {} : { open: show === 'open' }),
        ...definedFields({ cursor }),
      }),
    );
    const flows = options.flows();
    const wording = wordingFor(flows.fallback, request, reply);
    const asked: ListAddress = { q, show, cursor, tenant: namedTenant(request) };
    const orders = page.orders.map((state) => ({
      order: partnerOrder(state, options),
      flow: flows.named(state.flow),
    }));
    return sendPartnerPage(request, reply, {
      language: wording.language,
      title: textsIn(wording.language)('partner.orders'),
      body: orderList({ orders, next: page.next ?? null }, asked, wording),
    });
  });

  const one = { schema: { ...hidden, params: OrderParams, querystring: PageQuery } };
  app.get('/partner/orders/:order_id', one, async (request, reply) => {
    const state = await partnersOrder(options.store, request, request.params.order_id);
    return sendOrder(options, { request, reply, state });
  });

  app.post('/partner/orders/:order_id/links', one, async (request, reply) => {
    const state = await partnersOrder(options.store, request, request.params.order_id, 'order_link_created');
    const life = linkLives.find((value) => value === formOf(request).get('expires_in'));
    if (life === undefined)
      throw new ApiError(400, 'invalid_parameter', { message: 'No such time.', field: 'expires_in' });
    try {
      const link = await links.create(state, request.person, life);
      const made = linkAddress(link, options, request);
      return await sendOrder(options, { request, reply: reply.status(201), state, shown: { made } });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'too_many_links') throw error;
      const { language } = wordingFor(options.flows().fallback, request, reply);
      const problem = textsIn(language)('partner.tooManyLinks');
      return sendOrder(options, { request, reply: reply.status(409), state, shown: { problem } });
    }
  });

  app.post(
    '/partner/orders/:order_id/links/:link_id/revoke',
    { schema: { ...hidden, params: LinkParams, querystring: PageQuery } },
    async (request, reply) => {
      const { orderId } = await revokeLink(links, request, request.params.link_id);
      return reply.redirect(`${orderPath(orderId, namedTenant(request))}#links`, 303);
    },
  );
  done();
};

interface OrderToSend {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly state: OrderState;
  readonly shown?: Pick<ShownLinks, 'made' | 'problem'>;
}

async function sendOrder(
  options: OrderPagesOptions,
  { request, reply, state, shown = {} }: OrderToSend,
): Promise<FastifyReply> {
  const { links } = options;
  const [order, made] = await Promise.all([partnerOrderWithMilestones(state, options), links.ofOrder(state)]);
  const wording = wordingFor(options.flows().named(state.flow), request, reply);
  const t = textsIn(wording.language);
  const tenant = namedTenant(request);
  const active = made.filter((link) => links.isActive(link)).map((link) => links.view(link, request.person));
  const title = t('partner.order', { id: order.order_id });
  return sendPartnerPage(request, reply, {
    language: wording.language,
    title,
    at: orderPath(state.orderId, tenant),
    body: html`<nav aria-label="${t('partner.pages')}">
        <a href="${listPath({ tenant })}">${t('partner.back')}</a>
      </nav>
      <h1>${title}</h1>
      ${orderWay(order, wording)}
      ${linkSection({ orderId: state.orderId, tenant, active, ...shown }, wording)}`,
  });
}
