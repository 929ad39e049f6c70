import { Type, type Static } from 'typebox';

const Address = Type.Union([Type.String(), Type.Null()]);

/**
 * Links to traces and orders in other systems. Each is a URL with placeholders (`{trace_id}`, `{order_id}`,
 * `{tenant_id}`), or `null` if none is configured.
 */
export const Links = Type.Object({
  jaeger_trace: Address,
  kibana_order: Address,
});
export type Links = Static<typeof Links>;
