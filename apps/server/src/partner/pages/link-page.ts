import rateLimit from '@fastify/rate-limit';
import type { OrderState } from '@ordertrace/model';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { textsIn } from '@ordertrace/words';
import { html, pageLanguage, sendNotice, sendPage } from '../../pages/index.js';
import { orderWay } from './order-way.js';
import { partnerOrderWithMilestones, type PartnerSource } from '../partner-order.js';
import { linkIdOf } from '../../order-links/link-token.js';
import type { LinkState, OrderLinks } from '../../order-links/order-links.js';

export interface LinkPageOptions extends PartnerSource {
  readonly links: OrderLinks;
  readonly key: Buffer;
}

const opensPerMinute = 60;

/**
 * The state of one order for every person with the link. Revoked, expired and unknown links get the same
 * response.
 */
export async function linkPage(app: FastifyInstance, options: LinkPageOptions): Promise<void> {
  if (!app.hasDecorator('createRateLimit')) await app.register(rateLimit, { global: false });
  const count = app.createRateLimit({
    max: opensPerMinute,
    timeWindow: 60_000,
    keyGenerator: ({ ip }) => `link ${ip}`,
  });
  app.get<{ Params: { token: string } }>('/p/:token', { schema: { hide: true } }, async (request, reply) => {
    void reply.header('referrer-policy', 'no-referrer');
    const counted = await count(request);
    if (!counted.isAllowed && counted.isExceeded) {
      void reply.status(429).header('retry-after', counted.ttlInSeconds);
      return sendNotice(request, reply, (t) => ({
        title: t('customerLink.tooMany'),
        text: t('customerLink.tooManyText'),
      }));
    }
    const opened = await open(options, request.params.token);
    if (opened === undefined)
      return sendNotice(request, reply.status(404), (t) => ({
        title: t('customerLink.unknown'),
        text: t('customerLink.unknownText'),
      }));
    const { link, state } = opened;
    noteOpening(request, link);
    return sendOrder(options, { request, reply, state });
  });
}

async function open(
  { store, links, key }: LinkPageOptions,
  token: string,
): Promise<{ readonly link: LinkState; readonly state: OrderState } | undefined> {
  const linkId = linkIdOf(token, key);
  const link = linkId === undefined ? undefined : await links.find(linkId);
  if (link === undefined || !links.isActive(link)) return undefined;
  const state = await store.order({ tenantId: link.tenantId, orderId: link.orderId });
  return state === undefined ? undefined : { link, state };
}

/** Records only which link was opened, because the person is unknown. */
function noteOpening(request: FastifyRequest, link: LinkState): void {
  request.server.accessLog?.record({
    person: { ...request.person, subject: `link:${link.linkId}`, name: 'Link' },
    action: 'link_opened',
    orders: [link],
    subject: link.linkId,
    each: true,
  });
}

async function sendOrder(
  source: LinkPageOptions,
  { request, reply, state }: { request: FastifyRequest; reply: FastifyReply; state: OrderState },
): Promise<FastifyReply> {
  const language = pageLanguage(request, reply);
  const order = await partnerOrderWithMilestones(state, source);
  const title = textsIn(language)('partner.order', { id: order.order_id });
  const wording = { language, flow: source.flows().named(state.flow), nowMs: Date.now() };
  return sendPage(request, reply, {
    language,
    title,
    body: html`<h1>${title}</h1>
      ${orderWay(order, wording)}`,
  });
}
