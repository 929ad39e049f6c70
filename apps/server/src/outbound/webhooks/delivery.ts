import { definedFields } from '@ordertrace/conventions';
import { createHash, randomUUID } from 'node:crypto';
import { MilestoneEvent, type WebhookDelivery } from '@ordertrace/api';
import { timestampText, type EpochNanos, type Fact, type JsonValue, type OrderRef } from '@ordertrace/model';
import { Value } from 'typebox/value';
import type { Tried } from '../target-queues.js';

/** Kinds of facts about deliveries; their subject is the ID of the subscription. */
export const deliveryKinds = {
  queued: 'webhook.queued',
  delivered: 'webhook.delivered',
  failed: 'webhook.failed',
  givenUp: 'webhook.given_up',
} as const;

export const triedKinds = [deliveryKinds.delivered, deliveryKinds.failed, deliveryKinds.givenUp];

/** An event for one subscription. */
export interface Delivery {
  readonly eventId: string;
  readonly subscriptionId: string;
  readonly order: OrderRef;
  readonly queuedNanos: EpochNanos;
  readonly data: MilestoneEvent;
}

/** The same milestone of an order always has the same ID. `visit` counts the stays in the stage. */
export function eventIdOf(
  subscriptionId: string,
  { tenantId, orderId }: OrderRef,
  { stage, visit }: { readonly stage: string; readonly visit: number },
): string {
  const what = JSON.stringify([subscriptionId, tenantId, orderId, stage, visit]);
  return `evt_${createHash('sha256').update(what).digest('base64url').slice(0, 32)}`;
}

export function queuedFact({ eventId, subscriptionId, order, queuedNanos, data }: Delivery): Fact {
  return {
    id: `${deliveryKinds.queued}-${eventId}`,
    kind: deliveryKinds.queued,
    subject: subscriptionId,
    timeNanos: queuedNanos,
    actor: 'system',
    tenantId: order.tenantId,
    orderId: order.orderId,
    data: { event_id: eventId, event: JSON.stringify(data) },
  };
}

/** `undefined` if the fact contains no valid event. */
export function deliveryOf({ subject, tenantId, orderId, timeNanos, data }: Fact): Delivery | undefined {
  const event = milestoneIn(textOf(data['event']));
  if (event === undefined || Number.isNaN(Date.parse(event.entered_at))) return undefined;
  return {
    eventId: textOf(data['event_id']),
    subscriptionId: subject,
    queuedNanos: timeNanos,
    order: { tenantId, orderId },
    data: event,
  };
}

function milestoneIn(text: string): MilestoneEvent | undefined {
  try {
    const event: unknown = JSON.parse(text);
    return Value.Check(MilestoneEvent, event) ? event : undefined;
  } catch {
    return undefined;
  }
}

/** The ID of the event in a fact about a delivery. */
export function eventIdIn({ data }: Fact): string {
  return textOf(data['event_id']);
}

const kindOf = {
  delivered: deliveryKinds.delivered,
  failed: deliveryKinds.failed,
  given_up: deliveryKinds.givenUp,
} as const;

/** The fact of an attempt. `stage` and order are empty for a test. */
export function triedFact(
  what: {
    readonly eventId: string;
    readonly subscriptionId: string;
    readonly order: OrderRef;
    readonly stage: string;
  },
  { outcome, attempt, atNanos, error }: Tried,
): Fact {
  return {
    id: randomUUID(),
    kind: kindOf[outcome],
    subject: what.subscriptionId,
    timeNanos: atNanos,
    actor: 'system',
    tenantId: what.order.tenantId,
    orderId: what.order.orderId,
    data: {
      event_id: what.eventId,
      stage: what.stage,
      attempt,
      ...definedFields({ error }),
    },
  };
}

export function deliveryView({ kind, timeNanos, orderId, data }: Fact): WebhookDelivery {
  const { error, attempt } = data;
  const stage = textOf(data['stage']);
  return {
    at: timestampText(timeNanos),
    event_id: textOf(data['event_id']),
    attempt: Number(attempt),
    order_id: orderId === '' ? null : orderId,
    stage: stage === '' ? null : stage,
    outcome:
      kind === deliveryKinds.delivered ? 'delivered' : kind === deliveryKinds.failed ? 'failed' : 'given_up',
    error: typeof error === 'string' ? error : null,
  };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
