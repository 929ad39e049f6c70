import { Type, type Static } from 'typebox';
import { DurationMs, FlowName, orNull, Tenant, TimeParameter, Timestamp } from './shapes.js';

const Span = { from: Timestamp, to: Timestamp };

const LeadTime = {
  orders: Type.Integer({ description: 'Delivered orders that closed in that time' }),
  median_ms: orNull(DurationMs, 'null where no order was delivered'),
  p90_ms: orNull(DurationMs),
};

const count = Type.Integer();
const Unresolved = {
  open: Type.Integer({ description: 'Orders that were under way at that moment' }),
  lost: count,
  failed: count,
  stuck: count,
};

const Hours = {
  problems: Type.Integer({ description: 'Problems opened in that time' }),
  found_ms: orNull(DurationMs, 'Median, from when the order went wrong until the problem was opened'),
  acknowledged_ms: orNull(DurationMs, 'The same until a person acknowledged it'),
  resolved_ms: orNull(DurationMs, 'The same until it was resolved'),
  found_total_ms: DurationMs,
  acknowledged_total_ms: DurationMs,
  resolved_total_ms: DurationMs,
};

/** The three numbers, with the previous period of the same length. */
export const Numbers = Type.Object({
  ...Span,
  previous: Type.Object(Span),
  lead_time: Type.Object({
    now: Type.Object(LeadTime),
    before: Type.Object(LeadTime),
    series: Type.Array(Type.Object({ ...Span, ...LeadTime })),
    stages: Type.Array(Type.Object({ flow: Type.String(), stage: Type.String(), ...LeadTime })),
  }),
  unresolved: Type.Object({
    now: Type.Object({ ...Unresolved, slow: orNull(count, 'Only known of the present') }),
    before: Type.Object({ ...Unresolved, slow: orNull(count) }),
    series: Type.Array(Type.Object({ at: Timestamp, ...Unresolved })),
  }),
  hours: Type.Object({
    now: Type.Object(Hours),
    before: Type.Object(Hours),
    series: Type.Array(Type.Object({ ...Span, ...Hours })),
  }),
});
export type Numbers = Static<typeof Numbers>;

export const NumbersQuery = Type.Object({
  from: Type.Optional(TimeParameter),
  to: Type.Optional(TimeParameter),
  tenant: Type.Optional(Tenant),
  flow: Type.Optional(FlowName),
});
export type NumbersQuery = Static<typeof NumbersQuery>;
