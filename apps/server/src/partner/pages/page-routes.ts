import type { Flow } from '@ordertrace/model';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { localPerson } from '../../access/index.js';
import { html, pageLanguage, sendNotice, sendPage, type Html } from '../../pages/index.js';
import { ApiError } from '../../query/errors.js';
import { OrderParams } from '../../query/order-params.js';
import { partnerOrder, partnerOrderWithMilestones, type PartnerSource } from '../partner-order.js';
import { orderQuery } from '../partner-routes.js';
import { partnersOrder, partnerTenant } from '../partner-tenant.js';
import { listPath, orderList, type AskedList } from './order-list.js';
import { orderWay, type Telling } from './order-way.js';
import { partnerTexts, type PartnerTexts } from './texts.js';

const ordersOnPage = 25;
const hidden = { hide: true };

const PageQuery = Type.Object({
  tenant: Type.Optional(Type.String({ maxLength: 256 })),
  lang: Type.Optional(Type.String({ maxLength: 16 })),
});
const ListQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(Type.String({ maxLength: 256 })),
  show: Type.Optional(Type.Union([Type.Literal('all'), Type.Literal('open'), Type.Literal('closed')])),
  cursor: Type.Optional(Type.String({ maxLength: 2048 })),
});

/** A partner's orders for people: what its API tells, as plain pages that need no program. */
export const partnerPages: FastifyPluginCallbackTypebox<PartnerSource> = (app, source, done) => {
  app.setErrorHandler((error: FastifyError | ApiError, request, reply) => sendFailure(error, request, reply));

  app.get('/partner', { schema: { ...hidden, querystring: ListQuery } }, async (request, reply) => {
    const tenantId = partnerTenant(request);
    const { q = '', show = 'all', cursor } = request.query;
    const page = await source.store.listOrders(
      orderQuery(tenantId, {
        ...{ q: q.trim(), limit: ordersOnPage },
        ...(show === 'all' ? {} : { open: show === 'open' }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    const telling = tellingTo(source.flows().fallback, request, reply);
    const asked: AskedList = { q, show, cursor, tenant: namedTenant(request) };
    const orders = page.orders.map((state) => partnerOrder(state, source));
    const texts = partnerTexts[telling.language];
    return sendPage(request, reply, {
      ...{ language: telling.language, title: texts.orders, beside: beside(request, texts) },
      body: orderList({ orders, next: page.next ?? null }, asked, telling),
    });
  });

  app.get(
    '/partner/orders/:order_id',
    { schema: { ...hidden, params: OrderParams, querystring: PageQuery } },
    async (request, reply) => {
      const state = await partnersOrder(source.store, request, request.params.order_id);
      const order = await partnerOrderWithMilestones(state, source);
      const telling = tellingTo(source.flows().named(state.flow), request, reply);
      const texts = partnerTexts[telling.language];
      const title = texts.order(order.order_id);
      return sendPage(request, reply, {
        ...{ language: telling.language, title, beside: beside(request, texts) },
        body: html`<nav aria-label="${texts.pages}">
            <a href="${listPath({ tenant: namedTenant(request) })}">${texts.back}</a>
          </nav>
          <h1>${title}</h1>
          ${orderWay(order, telling)}`,
      });
    },
  );
  done();
};

function tellingTo(flow: Flow, request: FastifyRequest, reply: FastifyReply): Telling {
  return { language: pageLanguage(request, reply), flow, nowMs: Date.now() };
}

/** The tenant that addresses go on naming: that of who belongs to none. */
function namedTenant(request: FastifyRequest): string | undefined {
  if (request.person.tenantId !== undefined) return undefined;
  return (request.query as { readonly tenant?: string }).tenant;
}

function beside({ person }: FastifyRequest, { signOut }: PartnerTexts): Html {
  const who = html`<span class="who">${person.tenantId ?? person.name}</span>`;
  // Where nobody signs in there is nothing to sign out of.
  if (person === localPerson) return who;
  return html`${who}
    <form action="/logout" method="post" enctype="text/plain">
      <button type="submit" class="plain">${signOut}</button>
    </form>`;
}

/** Pages say less than the API's problems do: no codes. */
function sendFailure(error: FastifyError | ApiError, request: FastifyRequest, reply: FastifyReply) {
  const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500);
  if (error instanceof ApiError && error.code === 'tenant_needed') return sendTenantForm(request, reply);
  if (status >= 500) request.log.error({ err: error }, 'page failed');
  if (error instanceof ApiError && error.retryAfterS !== undefined)
    void reply.header('retry-after', error.retryAfterS);
  const id = (request.params as { readonly order_id?: string } | undefined)?.order_id ?? '';
  const notice = (texts: PartnerTexts) => ({
    title:
      status === 404
        ? texts.noSuchOrder
        : status === 403
          ? texts.notAllowed
          : status < 429
            ? texts.badAddress
            : texts.broken,
    text:
      status === 404
        ? texts.noSuchOrderText(id)
        : status === 403
          ? texts.notAllowedText
          : status < 429
            ? texts.badAddressText
            : texts.brokenText,
    back: html`<p><a href="${listPath({ tenant: namedTenant(request) })}">${texts.back}</a></p>`,
  });
  void reply.status(status);
  return sendNotice(request, reply, { en: notice(partnerTexts.en), ru: notice(partnerTexts.ru) });
}

function sendTenantForm(request: FastifyRequest, reply: FastifyReply) {
  const language = pageLanguage(request, reply);
  const texts = partnerTexts[language];
  return sendPage(request, reply.status(400), {
    ...{ language, title: texts.whichTenant, beside: beside(request, texts) },
    body: html`<h1>${texts.whichTenant}</h1>
      <p>${texts.whichTenantText}</p>
      <form action="/partner" method="get">
        <label>${texts.tenant}<input name="tenant" required maxlength="256" autocomplete="off" /></label>
        <button type="submit">${texts.show}</button>
      </form>`,
  });
}
