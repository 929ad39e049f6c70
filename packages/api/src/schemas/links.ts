import { Type, type Static } from 'typebox';

const Address = Type.Union([Type.String(), Type.Null()]);

/**
 * Where else a trace or an order can be looked at. Each is an address with places to fill in (`{trace_id}`,
 * `{order_id}`, `{tenant_id}`), `null` where none is set.
 */
export const Links = Type.Object({
  jaeger_trace: Address,
  kibana_order: Address,
});
export type Links = Static<typeof Links>;
