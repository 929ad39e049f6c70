import { Type, type Static } from 'typebox';

const orNull = Type.Union([Type.String(), Type.Null()]);

/** A link that shows one order's state to someone without an account. */
export const OrderLink = Type.Object({
  link_id: Type.String(),
  order_id: Type.String(),
  tenant_id: Type.String(),
  created_at: Type.String(),
  /** `null` in answers to partners if a member of staff created it. */
  created_by: orNull,
  expires_at: Type.String(),
  revoked_at: orNull,
  state: Type.Union([Type.Literal('active'), Type.Literal('expired'), Type.Literal('revoked')]),
});
export type OrderLink = Static<typeof OrderLink>;

/** A new link. Its URL is not stored and appears only in this answer. */
export const CreatedOrderLink = Type.Object({ ...OrderLink.properties, url: Type.String() });
export type CreatedOrderLink = Static<typeof CreatedOrderLink>;

export const OrderLinkList = Type.Object({ links: Type.Array(OrderLink) });
export type OrderLinkList = Static<typeof OrderLinkList>;

export const OrderLinkBody = Type.Object(
  {
    /** Days or hours, as `7d` or `12h`. Default: 7 days; at most 90 days. */
    expires_in: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}[dh]$' })),
  },
  { additionalProperties: false },
);
export type OrderLinkBody = Static<typeof OrderLinkBody>;
