import { contextLosses } from '@ordertrace/model';
import { Type, type Static } from 'typebox';
import { oneOf, orNull, TimeParameter, Timestamp } from './shapes.js';

const Count = Type.Integer({ minimum: 0 });

const LossExample = Type.Object({
  timestamp: Timestamp,
  trace_id: orNull(Type.String(), 'null on a log line outside any trace'),
  span_id: orNull(Type.String()),
  order_id: orNull(Type.String(), 'The order it belongs to, where its trace names one'),
  tenant_id: orNull(Type.String()),
});

export const ContextFinding = Type.Object({
  loss: oneOf(contextLosses, 'How the context is lost'),
  application_name: Type.String({ description: 'Who is to be put right' }),
  place: Type.String({
    description: 'Span, queue or route, or the log line with `#` for what changes; `(other)` beyond 200',
  }),
  from: orNull(Type.String(), 'Of a hop: who sent'),
  count: Count,
  last_at: Timestamp,
  examples: Type.Array(LossExample, { description: 'The latest, three at most' }),
});
export type ContextFinding = Static<typeof ContextFinding>;

export const ContextOfService = Type.Object({
  application_name: Type.String(),
  spans: Count,
  spans_with_order: Count,
  spans_without_order: Type.Integer({ description: 'In a trace that names an order' }),
  logs: Count,
  logs_with_order: Count,
  logs_without_order: Type.Integer({ description: 'In a trace that names an order' }),
  logs_outside_trace: Type.Integer({ description: 'With no trace id' }),
});
export type ContextOfService = Static<typeof ContextOfService>;

export const ContextOfHop = Type.Object({
  kind: oneOf(['message', 'request']),
  destination: Type.String(),
  from: Type.String({ description: 'Empty where the sender is unknown' }),
  to: Type.String(),
  received: Count,
  with_order: Count,
  dropped: Type.Integer({ description: 'The sender names the order, the receiver does not' }),
  unlinked: Type.Integer({ description: "Known by the message's id alone: no parent, no link" }),
  without_context: Type.Integer({ description: 'Consumed without a context of the sender' }),
});
export type ContextOfHop = Static<typeof ContextOfHop>;

export const ContextAudit = Type.Object({
  from: Timestamp,
  to: Timestamp,
  read: Type.Object({
    spans: Count,
    logs: Count,
    complete: Type.Boolean({
      description: 'false where there was more than `records`: only the newest were read',
    }),
    spans_from: Type.String({ description: 'Of the oldest span that was read; `from` where complete' }),
    logs_from: Type.String(),
  }),
  orders: Count,
  orders_without_tenant: Count,
  services: Type.Array(ContextOfService),
  hops: Type.Array(ContextOfHop, { description: 'Those that lose most come first' }),
  findings: Type.Array(ContextFinding),
  unread_names: Type.Array(Type.Object({ attribute: Type.String(), count: Count }), {
    description:
      'Attributes that look like an order id by another name, stopped since the server started: list them under `names` in the flow file',
  }),
});
export type ContextAudit = Static<typeof ContextAudit>;

export const ContextAuditQuery = Type.Object({
  from: Type.Optional(TimeParameter),
  to: Type.Optional(TimeParameter),
  records: Type.Optional(
    Type.Integer({
      minimum: 100,
      maximum: 100_000,
      default: 20_000,
      description: 'Spans, and log lines, that are read at most; the newest',
    }),
  ),
});
export type ContextAuditQuery = Static<typeof ContextAuditQuery>;
