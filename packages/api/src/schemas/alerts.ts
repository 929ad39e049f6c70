import { Type, type Static } from 'typebox';
import { Cursor, limitOf, named, Next, oneOf, orNull, Timestamp } from './shapes.js';

/** One try to notify a channel of a cause. */
export const AlertDelivery = Type.Object({
  at: Timestamp,
  channel: Type.String(),
  alert_id: Type.String({ description: 'The same over all tries' }),
  cause_id: Type.String(),
  problems: Type.Integer({ description: 'The number of problems in it' }),
  attempt: Type.Integer(),
  outcome: oneOf(['delivered', 'failed', 'given_up']),
  error: orNull(Type.String()),
});
export type AlertDelivery = Static<typeof AlertDelivery>;

export const AlertDeliveriesQuery = Type.Object({
  channel: Type.Optional(named('Only of this channel')),
  limit: Type.Optional(limitOf(500)),
  cursor: Type.Optional(Cursor),
});
export type AlertDeliveriesQuery = Static<typeof AlertDeliveriesQuery>;

export const AlertDeliveries = Type.Object({ deliveries: Type.Array(AlertDelivery), next: Next });
export type AlertDeliveries = Static<typeof AlertDeliveries>;
