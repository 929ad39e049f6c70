import { Type, type Static } from 'typebox';
import { ExpectedStage } from './partner.js';

const orNull = Type.Union([Type.String(), Type.Null()]);

/** Where a partner's program is told of milestones. */
export const Webhook = Type.Object({
  webhook_id: Type.String(),
  url: Type.String(),
  /** Stages that are told; all where empty. */
  milestones: Type.Array(Type.String()),
  created_at: Type.String(),
  /** `null` while it works. */
  disabled_at: orNull,
  disabled_reason: orNull,
  /** Events that are to be delivered still. */
  waiting: Type.Integer(),
});
export type Webhook = Static<typeof Webhook>;

/** Only the answers to making it and to a new secret have the secret: it is kept nowhere. */
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
  /** `null` for a test. */
  order_id: orNull,
  stage: orNull,
  attempt: Type.Integer(),
  outcome: Type.Union([Type.Literal('delivered'), Type.Literal('failed'), Type.Literal('given_up')]),
  /** Why not; `null` where it was delivered. */
  error: orNull,
});
export type WebhookDelivery = Static<typeof WebhookDelivery>;

export const WebhookDeliveries = Type.Object({
  deliveries: Type.Array(WebhookDelivery),
  next: orNull,
});
export type WebhookDeliveries = Static<typeof WebhookDeliveries>;

export const WebhookDeliveriesQuery = Type.Object({
  tenant: Type.Optional(Type.String({ maxLength: 256 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 2048 })),
});
export type WebhookDeliveriesQuery = Static<typeof WebhookDeliveriesQuery>;

/** `data` of the event `ordertrace.order.milestone`. */
export const MilestoneEvent = Type.Object({
  order_id: Type.String(),
  stage: Type.String(),
  entered_at: Type.String(),
  /** As it was known then; `null` where the order had gone on already, or has ended. */
  next: Type.Union([ExpectedStage, Type.Null()]),
});
export type MilestoneEvent = Static<typeof MilestoneEvent>;
