import { Type, type Static } from 'typebox';

const orNull = Type.Union([Type.String(), Type.Null()]);

/** A link to one order's state for someone without an account. */
export const OrderLink = Type.Object({
  link_id: Type.String(),
  order_id: Type.String(),
  tenant_id: Type.String(),
  created_at: Type.String(),
  /** `null` for partners, where it was one of the staff. */
  created_by: orNull,
  expires_at: Type.String(),
  revoked_at: orNull,
  state: Type.Union([Type.Literal('active'), Type.Literal('expired'), Type.Literal('revoked')]),
});
export type OrderLink = Static<typeof OrderLink>;

/** Only the answer to its making has the address: it is kept nowhere. */
export const CreatedOrderLink = Type.Object({ ...OrderLink.properties, url: Type.String() });
export type CreatedOrderLink = Static<typeof CreatedOrderLink>;

export const OrderLinkList = Type.Object({ links: Type.Array(OrderLink) });
export type OrderLinkList = Static<typeof OrderLinkList>;

export const OrderLinkBody = Type.Object(
  {
    /** Days or hours, as `7d` or `12h`; 7 days unless said, 90 days at most. */
    expires_in: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}[dh]$' })),
  },
  { additionalProperties: false },
);
export type OrderLinkBody = Static<typeof OrderLinkBody>;
