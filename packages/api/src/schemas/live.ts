import { Type, type Static } from 'typebox';
import { Tenant } from './shapes.js';

export const EventsQuery = Type.Object({ tenant: Type.Optional(Tenant) });
export type EventsQuery = Static<typeof EventsQuery>;

/** Data of a `changed` event of `GET /events`: the resources to read again. */
export const Changed = Type.Object({
  orders: Type.Array(Type.Object({ tenant_id: Type.String(), order_id: Type.String() }), {
    maxItems: 100,
  }),
  more: Type.Boolean({ description: 'Other orders changed too' }),
  problems: Type.Boolean({ description: 'Problems changed' }),
});
export type Changed = Static<typeof Changed>;
