import { Type, type Static } from 'typebox';
import { named, orNull, Tenant, Timestamp } from './shapes.js';

export const RetentionRemoved = Type.Object({
  rule: Type.String({
    description: 'healthy_skeleton, healthy_expired, problem_skeleton, problem_expired, technical',
  }),
  spans: Type.Integer(),
  logs: Type.Integer(),
  orders: Type.Integer({ description: 'Orders of which nothing stays' }),
  bytes: Type.Integer({ description: 'About what it took on disk' }),
});
export type RetentionRemoved = Static<typeof RetentionRemoved>;

export const RetentionRun = Type.Object({
  started_at: Timestamp,
  ended_at: orNull(Timestamp, 'null while it runs'),
  by: Type.String({ description: '`system` where it ran by the clock' }),
  dry_run: Type.Boolean(),
  done_bytes: Type.Integer({ description: 'How far it is; of `of_bytes`' }),
  of_bytes: Type.Integer(),
  removed: Type.Array(RetentionRemoved),
  error: orNull(Type.String()),
});
export type RetentionRun = Static<typeof RetentionRun>;

export const RetentionOutcome = Type.Object({
  keep_ms: Type.Number(),
  skeleton_ms: orNull(Type.Number(), 'null where the skeleton stays for good'),
});
export type RetentionOutcome = Static<typeof RetentionOutcome>;

export const RetentionStatus = Type.Object({
  policy: Type.Object({
    healthy: orNull(RetentionOutcome),
    problem: orNull(RetentionOutcome),
    technical_ms: orNull(Type.Number()),
  }),
  policies: Type.Optional(
    Type.Array(
      Type.Object({
        flow: Type.String(),
        healthy: orNull(RetentionOutcome),
        problem: orNull(RetentionOutcome),
      }),
      { description: 'Of the other flows, where several stand side by side' },
    ),
  ),
  run: orNull(RetentionRun, 'The one that runs, else the last since the server started'),
});
export type RetentionStatus = Static<typeof RetentionStatus>;

export const RetentionBody = Type.Object({ dry_run: Type.Boolean() });
export type RetentionBody = Static<typeof RetentionBody>;

export const PinBody = Type.Object({ note: Type.Optional(Type.String({ maxLength: 2000 })) });
export type PinBody = Static<typeof PinBody>;

export const Pinned = Type.Object({
  tenant_id: Type.String(),
  order_id: Type.String(),
  pinned: Type.Boolean(),
});
export type Pinned = Static<typeof Pinned>;

export const EraseBody = Type.Object({
  matching: Type.Optional(
    Type.String({ minLength: 4, maxLength: 1000, description: 'A text, to be blanked wherever it occurs' }),
  ),
  order_id: Type.Optional(named('The order')),
  tenant: Type.Optional(Tenant),
  trace_id: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
  dry_run: Type.Boolean(),
});
export type EraseBody = Static<typeof EraseBody>;

export const Erased = Type.Object({
  dry_run: Type.Boolean(),
  spans: Type.Integer(),
  logs: Type.Integer(),
  events: Type.Integer(),
  orders: Type.Integer(),
  facts: Type.Integer(),
});
export type Erased = Static<typeof Erased>;
