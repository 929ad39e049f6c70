import { Type, type Static } from 'typebox';
import { Cursor, limitOf, named, StageName, Tenant } from './shapes.js';

/** Next stage in an order's usual sequence, with its latest time. */
export const ExpectedStage = Type.Object({
  stage: Type.String(),
  /** `null` if nothing is promised. */
  due_at: Type.Union([Type.String(), Type.Null()]),
  /** True if the customer must move the order on. */
  waits_for_customer: Type.Boolean(),
});
export type ExpectedStage = Static<typeof ExpectedStage>;

/** An order for its partner: without reasons, applications and traces. */
export const PartnerOrder = Type.Object({
  order_id: Type.String(),
  /** `null` while no stage is known. */
  stage: Type.Union([Type.String(), Type.Null()]),
  stage_since: Type.Union([Type.String(), Type.Null()]),
  created_at: Type.Union([Type.String(), Type.Null()]),
  /** `null` while the order is open. */
  closed_at: Type.Union([Type.String(), Type.Null()]),
  next: Type.Union([ExpectedStage, Type.Null()]),
});
export type PartnerOrder = Static<typeof PartnerOrder>;

export const Milestone = Type.Object({ stage: Type.String(), entered_at: Type.String() });
export type Milestone = Static<typeof Milestone>;

export const PartnerOrderWithMilestones = Type.Object({
  ...PartnerOrder.properties,
  /** The order's stages so far, in order. */
  milestones: Type.Array(Milestone),
});
export type PartnerOrderWithMilestones = Static<typeof PartnerOrderWithMilestones>;

/** For callers without a tenant. A partner's tenant is that of the caller. */
export const PartnerTenantQuery = Type.Object({ tenant: Type.Optional(Tenant) });
export type PartnerTenantQuery = Static<typeof PartnerTenantQuery>;

export const PartnerOrderQuery = Type.Object({
  ...PartnerTenantQuery.properties,
  q: Type.Optional(named('Order id, or a part of it')),
  stage: Type.Optional(StageName),
  open: Type.Optional(Type.Boolean({ description: 'true: only open orders; false: only closed ones' })),
  limit: Type.Optional(limitOf(200)),
  cursor: Type.Optional(Cursor),
});
export type PartnerOrderQuery = Static<typeof PartnerOrderQuery>;

export const PartnerOrderList = Type.Object({
  orders: Type.Array(PartnerOrder),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type PartnerOrderList = Static<typeof PartnerOrderList>;
