import { definedFields } from '@ordertrace/conventions';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { Flow, Flows } from '@ordertrace/model';
import { textsIn, type Language } from '@ordertrace/words';
import type { Facts } from '@ordertrace/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { html, type Html } from '../../pages/index.js';
import { ApiError } from '../../http/errors.js';
import { partnerTenant } from '../partner-tenant.js';
import { deliveryView, triedKinds } from '../../outbound/webhooks/delivery.js';
import {
  createWebhook,
  noSuchWebhook,
  ownWebhook,
  secretOf,
  stagesOf,
  testWebhook,
  UnusableAddress,
  webhookView,
} from '../webhook-requests.js';
import type { Webhooks } from '../../outbound/webhooks/webhooks.js';
import { webhooksPath } from './addresses.js';
import { formOf, hidden, namedTenant, PageQuery, sendPartnerPage, wordingFor } from './partner-page.js';
import { deliveryList, webhookList, type ShownWebhooks } from './webhook-list.js';

export interface WebhookPagesOptions {
  readonly webhooks: Webhooks;
  readonly store: Facts;
  readonly flows: () => Flows;
}

const deliveriesOnPage = 50;
const longestUrl = 2048;

const Params = Type.Object({ webhook_id: Type.String({ minLength: 1, maxLength: 64 }) });
const DeliveriesQuery = Type.Object({
  ...PageQuery.properties,
  cursor: Type.Optional(Type.String({ maxLength: 2048 })),
});
const list = { schema: { ...hidden, querystring: PageQuery } };
const one = { schema: { ...hidden, params: Params, querystring: PageQuery } };

/** Creates, tests, lists and removes a partner's webhooks. */
export const webhookPages: FastifyPluginCallbackTypebox<WebhookPagesOptions> = (app, options, done) => {
  const { webhooks, store } = options;
  const { subscriptions } = webhooks;
  const back = (request: FastifyRequest, reply: FastifyReply) =>
    reply.redirect(webhooksPath(namedTenant(request)), 303);

  app.get('/partner/webhooks', list, (request, reply) => sendList(options, request, reply));

  app.post('/partner/webhooks', list, async (request, reply) => {
    const form = formOf(request);
    const url = (form.get('url') ?? '').trim();
    const milestones = form.getAll('milestones');
    try {
      if (url.length > longestUrl) throw new UnusableAddress(`it is longer than ${longestUrl} characters`);
      const made = await createWebhook(webhooks, request, { url, milestones, flows: options.flows() });
      return await sendList(options, request, reply.status(201), { secret: secretOf(made, webhooks) });
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      return sendList(options, request, reply.status(problem.status), {
        refused: (language) => ({ url, milestones, problem: problem.text(language) }),
      });
    }
  });

  app.post('/partner/webhooks/:webhook_id/test', one, async (request, reply) => {
    const subscription = ownWebhook(webhooks, request, request.params.webhook_id);
    return sendList(options, request, reply, { tested: await testWebhook(webhooks, subscription) });
  });

  app.post('/partner/webhooks/:webhook_id/rotate', one, async (request, reply) => {
    const before = ownWebhook(webhooks, request, request.params.webhook_id);
    const after = await subscriptions.rotate(before, request.person.subject);
    if (after === undefined) throw noSuchWebhook();
    return sendList(options, request, reply, { secret: secretOf(after, webhooks) });
  });

  app.post('/partner/webhooks/:webhook_id/enable', one, async (request, reply) => {
    const before = ownWebhook(webhooks, request, request.params.webhook_id);
    if (before.disabled !== undefined) await subscriptions.enable(before, request.person.subject);
    return back(request, reply);
  });

  app.post('/partner/webhooks/:webhook_id/remove', one, async (request, reply) => {
    await subscriptions.remove(
      ownWebhook(webhooks, request, request.params.webhook_id),
      request.person.subject,
    );
    return back(request, reply);
  });

  app.get(
    '/partner/webhooks/:webhook_id',
    { schema: { ...hidden, params: Params, querystring: DeliveriesQuery } },
    async (request, reply) => {
      const subscription = ownWebhook(webhooks, request, request.params.webhook_id);
      const { cursor } = request.query;
      const page = await store.facts({
        kinds: triedKinds,
        subject: subscription.id,
        descending: true,
        limit: deliveriesOnPage,
        ...definedFields({ cursor }),
      });
      const flows = options.flows();
      const wording = wordingFor(flows.fallback, request, reply);
      const deliveries = page.facts.map(deliveryView);
      const shown = { deliveries, next: page.next, tenant: namedTenant(request), flows: namingFlows(flows) };
      return sendPartnerPage(request, reply, {
        language: wording.language,
        title: textsIn(wording.language)('partner.deliveries'),
        body: deliveryList(webhookView(subscription, webhooks), shown, wording),
      });
    },
  );
  done();
};

/** Flows for the names of stages: that of most orders first. */
function namingFlows({ all, fallback }: Flows): readonly Flow[] {
  return [fallback, ...all];
}

interface News extends Pick<ShownWebhooks, 'secret' | 'tested'> {
  readonly refused?: (language: Language) => ShownWebhooks['refused'];
}

function sendList(
  { webhooks, flows }: WebhookPagesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { refused, ...news }: News = {},
): FastifyReply {
  const own = webhooks.subscriptions.ofTenant(partnerTenant(request));
  const wording = wordingFor(flows().fallback, request, reply);
  const { language } = wording;
  const refusal = refused?.(language);
  const shown: ShownWebhooks = {
    webhooks: own.map((subscription) => webhookView(subscription, webhooks)),
    tenant: namedTenant(request),
    flows: namingFlows(flows()),
    mayChange: request.person.roles.some((role) => role === 'partner' || role === 'admin'),
    stages: stagesOf(flows()),
    ...news,
    ...definedFields({ refused: refusal }),
  };
  return sendPartnerPage(request, reply, {
    language,
    title: textsIn(language)('partner.webhooks'),
    at: webhooksPath(shown.tenant),
    body: webhookList(shown, wording),
  });
}

/** The problem to show beside the input; `undefined` for any other problem. */
function problemOf(
  error: unknown,
): { readonly status: number; readonly text: (language: Language) => Html } | undefined {
  if (error instanceof UnusableAddress) {
    const { status, reason } = error;
    const text = (language: Language) =>
      html`${textsIn(language)('partner.badWebhook')} <span lang="en">${reason}.</span>`;
    return { status, text };
  }
  if (!(error instanceof ApiError) || error.code !== 'too_many_webhooks') return undefined;
  return { status: error.status, text: (language) => html`${textsIn(language)('partner.tooManyWebhooks')}` };
}
