import { definedFields } from '@ordertrace/conventions';
import {
  PartnerTenantQuery,
  Webhook,
  WebhookBody,
  WebhookDeliveries,
  WebhookDeliveriesQuery,
  WebhookDelivery,
  WebhookList,
  WebhookWithSecret,
} from '@ordertrace/api';
import type { Flows } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RouteApp } from '../http/route-app.js';
import { partnerTenant } from './partner-tenant.js';
import { deliveryView, triedKinds } from '../outbound/webhooks/delivery.js';
import type { Subscription } from '../outbound/webhooks/subscription.js';
import {
  createWebhook,
  noSuchWebhook,
  ownWebhook,
  secretOf,
  testWebhook,
  webhookView,
} from './webhook-requests.js';
import type { Webhooks } from '../outbound/webhooks/webhooks.js';

export interface WebhookRouteOptions {
  readonly webhooks: Webhooks;
  readonly store: Facts;
  readonly flows: () => Flows;
}

const Params = Type.Object({
  webhook_id: Type.String({ minLength: 1, maxLength: 64, description: 'The webhook' }),
});
const one = { params: Params, querystring: PartnerTenantQuery };
const nothing = Type.Null();

/** A partner's webhooks: addresses for milestone events. */
export const webhookRoutes: FastifyPluginCallbackTypebox<WebhookRouteOptions> = (app, options, done) => {
  listRoutes(app, options);
  changeRoutes(app, options);
  deliveryRoutes(app, options);
  done();
};

function listRoutes(app: RouteApp, { webhooks, flows }: WebhookRouteOptions): void {
  app.post(
    '/webhooks',
    {
      config: { problems: [409] },
      schema: {
        summary: 'Notifies an address of milestones from now on; the secret is returned only here',
        querystring: PartnerTenantQuery,
        body: WebhookBody,
        response: { 201: WebhookWithSecret },
      },
    },
    async (request, reply) => {
      const { url, milestones = [] } = request.body;
      const made = await createWebhook(webhooks, request, { url, milestones, flows: flows() });
      return reply.status(201).send(withSecret(made, webhooks));
    },
  );

  app.get(
    '/webhooks',
    {
      schema: {
        summary: 'Addresses that are notified of milestones',
        querystring: PartnerTenantQuery,
        response: { 200: WebhookList },
      },
    },
    (request) => ({
      webhooks: webhooks.subscriptions
        .ofTenant(partnerTenant(request))
        .map((one) => webhookView(one, webhooks)),
    }),
  );
}

function changeRoutes(app: RouteApp, { webhooks }: WebhookRouteOptions): void {
  const { subscriptions } = webhooks;
  app.delete(
    '/webhooks/:webhook_id',
    { schema: { summary: 'Tells it nothing more', ...one, response: { 204: nothing } } },
    async (request, reply) => {
      await subscriptions.remove(
        ownWebhook(webhooks, request, request.params.webhook_id),
        request.person.subject,
      );
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/webhooks/:webhook_id/rotate',
    {
      schema: {
        summary: 'A new secret; for a day, events are signed with the old one too',
        ...one,
        response: { 200: WebhookWithSecret },
      },
    },
    async (request) => {
      const before = ownWebhook(webhooks, request, request.params.webhook_id);
      const after = await subscriptions.rotate(before, request.person.subject);
      if (after === undefined) throw noSuchWebhook();
      return withSecret(after, webhooks);
    },
  );

  app.post(
    '/webhooks/:webhook_id/enable',
    {
      schema: { summary: 'Tells it again, of what happens from now on', ...one, response: { 200: Webhook } },
    },
    async (request) => {
      const before = ownWebhook(webhooks, request, request.params.webhook_id);
      if (before.disabled === undefined) return webhookView(before, webhooks);
      const after = await subscriptions.enable(before, request.person.subject);
      if (after === undefined) throw noSuchWebhook();
      return webhookView(after, webhooks);
    },
  );
}

function deliveryRoutes(app: RouteApp, { webhooks, store }: WebhookRouteOptions): void {
  app.post(
    '/webhooks/:webhook_id/test',
    {
      schema: {
        summary: 'Sends an event `ordertrace.test` now, once, and returns the result',
        ...one,
        response: { 200: WebhookDelivery },
      },
    },
    (request) => testWebhook(webhooks, ownWebhook(webhooks, request, request.params.webhook_id)),
  );

  app.get(
    '/webhooks/:webhook_id/deliveries',
    {
      schema: {
        summary: 'Every try to deliver an event, the latest first',
        params: Params,
        querystring: WebhookDeliveriesQuery,
        response: { 200: WebhookDeliveries },
      },
    },
    async (request) => {
      const { id } = ownWebhook(webhooks, request, request.params.webhook_id);
      const { limit = 50, cursor } = request.query;
      const page = await store.facts({
        kinds: triedKinds,
        subject: id,
        descending: true,
        limit,
        ...definedFields({ cursor }),
      });
      return { deliveries: page.facts.map(deliveryView), next: page.next ?? null };
    },
  );
}

function withSecret(subscription: Subscription, webhooks: Webhooks): WebhookWithSecret {
  return { ...webhookView(subscription, webhooks), secret: secretOf(subscription, webhooks) };
}
