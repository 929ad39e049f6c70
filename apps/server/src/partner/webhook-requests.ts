import { randomUUID } from 'node:crypto';
import { urlRefusal } from '@ordertrace/conventions';
import type { Webhook, WebhookDelivery } from '@ordertrace/api';
import { nanosFromMillis, timestampText, type Flows } from '@ordertrace/model';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../http/errors.js';
import { refusalOf, webhookSecret, type InsideHosts } from '../outbound/post/index.js';
import { partnerTenant } from './partner-tenant.js';
import { keysOf, type Subscription } from '../outbound/webhooks/subscription.js';
import type { Webhooks } from '../outbound/webhooks/webhooks.js';

/** A webhook of another tenant gets the same response as one that does not exist. */
export function ownWebhook({ subscriptions }: Webhooks, request: FastifyRequest, id: string): Subscription {
  const tenantId = partnerTenant(request);
  const subscription = subscriptions.get(id);
  if (subscription?.tenantId !== tenantId) throw noSuchWebhook();
  return subscription;
}

export function noSuchWebhook(): ApiError {
  return new ApiError(404, 'no_such_webhook', { message: 'There is no such webhook.' });
}

/** Reports why an address can't be used. */
export class UnusableAddress extends ApiError {
  readonly reason: string;

  constructor(reason: string) {
    super(400, 'invalid_parameter', { message: `The address can't be used: ${reason}.`, field: 'url' });
    this.reason = reason;
  }
}

/**
 * Creates the requested webhook. @throws ApiError 400 for an invalid address or stage, 409 if the tenant has
 * too many
 */
export async function createWebhook(
  { subscriptions, insideHosts }: Webhooks,
  request: FastifyRequest,
  asked: { readonly url: string; readonly milestones: readonly string[]; readonly flows: Flows },
): Promise<Subscription> {
  const { url, milestones, flows } = asked;
  checkUrl(url, insideHosts);
  checkMilestones(milestones, flows);
  return subscriptions.create({ tenantId: partnerTenant(request), url, milestones }, request.person.subject);
}

/** Sends an event `ordertrace.test` now, once, and returns the result. */
export async function testWebhook(
  { deliverer }: Webhooks,
  subscription: Subscription,
): Promise<WebhookDelivery> {
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
}

function checkUrl(text: string, insideHosts: InsideHosts): void {
  const refusal = urlRefusal(text) ?? refusalOf(new URL(text), insideHosts);
  if (refusal !== undefined) throw new UnusableAddress(refusal);
}

/** The stages that can be selected, of all flows. */
export function stagesOf({ all }: Flows): readonly string[] {
  return [...new Set(all.flatMap((flow) => flow.stages.map((stage) => stage.name)))];
}

function checkMilestones(milestones: readonly string[], flows: Flows): void {
  const known = stagesOf(flows);
  const unknown = milestones.find((stage) => !known.includes(stage));
  if (unknown === undefined) return;
  const message = `"${unknown}" is no stage. Stages are ${known.join(', ')}.`;
  throw new ApiError(400, 'invalid_parameter', { message, field: 'milestones' });
}

/** The newest secret, with which the receiver verifies signatures. */
export function secretOf(subscription: Subscription, { key }: Webhooks): string {
  const [newest = Buffer.alloc(0)] = keysOf(subscription, key, nanosFromMillis(Date.now()));
  return webhookSecret(newest);
}

/** The subscription in the API. */
export function webhookView(
  { id, url, milestones, createdNanos, disabled }: Subscription,
  { deliverer }: Webhooks,
): Webhook {
  return {
    webhook_id: id,
    url,
    milestones: [...milestones],
    created_at: timestampText(createdNanos),
    disabled_at: disabled === undefined ? null : timestampText(disabled.atNanos),
    disabled_reason: disabled?.reason ?? null,
    waiting: deliverer.waiting(id),
  };
}
