import { randomUUID } from 'node:crypto';
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
import { nanosFromMillis, timestampText, type Flows } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../query/errors.js';
import { refusalOf, webhookSecret, type InsideHosts } from '../../webhook/index.js';
import { partnerTenant } from '../partner-tenant.js';
import { deliveryView, triedKinds } from './delivery.js';
import { keysOf, type Subscription } from './subscription.js';
import type { Webhooks } from './webhooks.js';

export interface WebhookRouteOptions {
  readonly webhooks: Webhooks;
  readonly store: Facts;
  readonly flows: () => Flows;
}

const Params = Type.Object({ webhook_id: Type.String({ minLength: 1, maxLength: 64 }) });
const one = { params: Params, querystring: PartnerTenantQuery };
const nothing = Type.Null();

/** Where a partner's programs are told of milestones. */
export const webhookRoutes: FastifyPluginCallbackTypebox<WebhookRouteOptions> = (app, options, done) => {
  const { webhooks, store } = options;
  const { subscriptions, deliverer, insideHosts } = webhooks;
  const view = (subscription: Subscription) => webhookView(subscription, webhooks);
  const withSecret = (subscription: Subscription) => ({
    ...view(subscription),
    secret: secretOf(subscription, webhooks),
  });

  app.post(
    '/webhooks',
    {
      schema: {
        summary: 'Tells an address of milestones from now on; the secret is told only here',
        querystring: PartnerTenantQuery,
        body: WebhookBody,
        response: { 201: WebhookWithSecret },
      },
    },
    async (request, reply) => {
      const tenantId = partnerTenant(request);
      const { url, milestones = [] } = request.body;
      checkUrl(url, insideHosts);
      checkMilestones(milestones, options.flows());
      const made = await subscriptions.create({ tenantId, url, milestones }, request.person.subject);
      return reply.status(201).send(withSecret(made));
    },
  );

  app.get(
    '/webhooks',
    {
      schema: {
        summary: 'Addresses that are told of milestones',
        querystring: PartnerTenantQuery,
        response: { 200: WebhookList },
      },
    },
    (request) => ({ webhooks: subscriptions.ofTenant(partnerTenant(request)).map(view) }),
  );

  app.delete(
    '/webhooks/:webhook_id',
    { schema: { summary: 'Tells it nothing more', ...one, response: { 204: nothing } } },
    async (request, reply) => {
      await subscriptions.remove(own(webhooks, request, request.params.webhook_id), request.person.subject);
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
      const before = own(webhooks, request, request.params.webhook_id);
      const after = await subscriptions.rotate(before, request.person.subject);
      if (after === undefined) throw noSuchWebhook();
      return withSecret(after);
    },
  );

  app.post(
    '/webhooks/:webhook_id/enable',
    {
      schema: { summary: 'Tells it again, of what happens from now on', ...one, response: { 200: Webhook } },
    },
    async (request) => {
      const before = own(webhooks, request, request.params.webhook_id);
      if (before.disabled === undefined) return view(before);
      const after = await subscriptions.enable(before, request.person.subject);
      if (after === undefined) throw noSuchWebhook();
      return view(after);
    },
  );

  app.post(
    '/webhooks/:webhook_id/test',
    {
      schema: {
        summary: 'Sends an event `ordertrace.test` now, once, and tells how that went',
        ...one,
        response: { 200: WebhookDelivery },
      },
    },
    async (request) => {
      const subscription = own(webhooks, request, request.params.webhook_id);
      const id = `evt_${randomUUID()}`;
      const event = { id, type: 'ordertrace.test', subject: subscription.id, timeMs: Date.now(), data: {} };
      const { outcome, attempt, atNanos, error = null } = await deliverer.test(subscription, event);
      return {
        at: timestampText(atNanos),
        event_id: id,
        order_id: null,
        stage: null,
        attempt,
        outcome,
        error,
      };
    },
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
      const { id } = own(webhooks, request, request.params.webhook_id);
      const { limit = 50, cursor } = request.query;
      const page = await store.facts({
        ...{ kinds: triedKinds, subject: id, descending: true, limit },
        ...(cursor === undefined ? {} : { cursor }),
      });
      return { deliveries: page.facts.map(deliveryView), next: page.next ?? null };
    },
  );
  done();
};

/** Another tenant's is answered like one that does not exist. */
function own({ subscriptions }: Webhooks, request: FastifyRequest, id: string): Subscription {
  const tenantId = partnerTenant(request);
  const subscription = subscriptions.get(id);
  if (subscription?.tenantId !== tenantId) throw noSuchWebhook();
  return subscription;
}

function noSuchWebhook(): ApiError {
  return new ApiError(404, 'no_such_webhook', { message: 'There is no such webhook.' });
}

function checkUrl(text: string, insideHosts: InsideHosts): void {
  const refusal = URL.canParse(text) ? refusalOf(new URL(text), insideHosts) : 'it is none';
  if (refusal === undefined) return;
  const message = `The address can't be used: ${refusal}.`;
  throw new ApiError(400, 'invalid_parameter', { message, field: 'url' });
}

function checkMilestones(milestones: readonly string[], { all }: Flows): void {
  const known = [...new Set(all.flatMap((flow) => flow.stages.map((stage) => stage.name)))];
  const unknown = milestones.find((stage) => !known.includes(stage));
  if (unknown === undefined) return;
  const message = `"${unknown}" is no stage. Stages are ${known.join(', ')}.`;
  throw new ApiError(400, 'invalid_parameter', { message, field: 'milestones' });
}

function secretOf(subscription: Subscription, { key }: Webhooks): string {
  const [newest = Buffer.alloc(0)] = keysOf(subscription, key, nanosFromMillis(Date.now()));
  return webhookSecret(newest);
}

function webhookView(
  { id, url, milestones, createdNanos, disabled }: Subscription,
  { deliverer }: Webhooks,
): Webhook {
  return {
    ...{ webhook_id: id, url, milestones: [...milestones], created_at: timestampText(createdNanos) },
    disabled_at: disabled === undefined ? null : timestampText(disabled.atNanos),
    disabled_reason: disabled?.reason ?? null,
    waiting: deliverer.waiting(id),
  };
}
