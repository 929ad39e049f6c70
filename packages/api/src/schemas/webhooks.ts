import { Type, type Static } from 'typebox';
import { Cursor, limitOf, Tenant } from './shapes.js';
import { ExpectedStage } from './partner.js';

const orNull = Type.Union([Type.String(), Type.Null()]);

/** A URL of a partner's program that is notified of milestones. */
export const Webhook = Type.Object({
  webhook_id: Type.String(),
  url: Type.String(),
  /** Stages to report; empty means all. */
  milestones: Type.Array(Type.String()),
  created_at: Type.String(),
  /** `null` while the webhook is active. */
  disabled_at: orNull,
  disabled_reason: orNull,
  /** Number of events that are not delivered yet. */
  waiting: Type.Integer(),
});
export type Webhook = Static<typeof Webhook>;

/** A webhook with its secret. The secret is returned only when it is created or rotated. */
export const WebhookWithSecret = Type.Object({ ...Webhook.properties, secret: Type.String() });
export type WebhookWithSecret = Static<typeof WebhookWithSecret>;

export const WebhookList = Type.Object({ webhooks: Type.Array(Webhook) });
export type WebhookList = Static<typeof WebhookList>;

export const WebhookBody = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2048 }),
    milestones: Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 100 })),
  },
  { additionalProperties: false },
);
export type WebhookBody = Static<typeof WebhookBody>;

/** One try to deliver an event. */
export const WebhookDelivery = Type.Object({
  at: Type.String(),
  event_id: Type.String(),
  /** `null` for a test event. */
  order_id: orNull,
  stage: orNull,
  attempt: Type.Integer(),
  outcome: Type.Union([Type.Literal('delivered'), Type.Literal('failed'), Type.Literal('given_up')]),
  /** Reason of the failure; `null` if it was delivered. */
  error: orNull,
});
export type WebhookDelivery = Static<typeof WebhookDelivery>;

export const WebhookDeliveries = Type.Object({
  deliveries: Type.Array(WebhookDelivery),
  next: orNull,
});
export type WebhookDeliveries = Static<typeof WebhookDeliveries>;

export const WebhookDeliveriesQuery = Type.Object({
  tenant: Type.Optional(Tenant),
  limit: Type.Optional(limitOf(200)),
  cursor: Type.Optional(Cursor),
});
export type WebhookDeliveriesQuery = Static<typeof WebhookDeliveriesQuery>;

/** `data` of the event `ordertrace.order.milestone`. */
export const MilestoneEvent = Type.Object({
  order_id: Type.String(),
  stage: Type.String(),
  entered_at: Type.String(),
  /** The expectation at that time. `null` if the order had already moved on or ended. */
  next: Type.Union([ExpectedStage, Type.Null()]),
});
export type MilestoneEvent = Static<typeof MilestoneEvent>;
