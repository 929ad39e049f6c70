import {
  certainties,
  diagnosisCodes,
  hopStates,
  proofs,
  situations,
  spanKinds,
  spanStatuses,
  waitedFor,
} from '@ordertrace/model';
import { Type, type Static } from 'typebox';
import { Account } from './schemas/account.js';
import { Problem } from './schemas/problems.js';
import {
  Cursor,
  DurationMs,
  FlowName,
  limitOf,
  oneOf,
  Situation,
  StageName,
  Tenant,
  Timestamp,
} from './schemas/shapes.js';

const TraceId = Type.String({ pattern: '^[0-9a-f]{32}$' });
const SpanId = Type.String({ pattern: '^[0-9a-f]{16}$' });

/** Attributes for people and programs. 64-bit integers beyond 2^53 and bytes (base64) are texts. */
const ReadableAttributes = Type.Record(Type.String(), Type.Unknown());

export const Evidence = Type.Union([
  Type.Object({ type: Type.Literal('span'), trace_id: TraceId, span_id: SpanId }),
  Type.Object({ type: Type.Literal('log'), trace_id: TraceId, span_id: SpanId, timestamp: Timestamp }),
  Type.Object({ type: Type.Literal('hop'), trace_id: TraceId, span_id: SpanId }),
  Type.Object({ type: Type.Literal('transition'), stage: Type.String(), timestamp: Timestamp }),
]);
export type Evidence = Static<typeof Evidence>;

export const Diagnosis = Type.Object({
  situation: oneOf(situations),
  code: oneOf(diagnosisCodes),
  certainty: Type.Union([oneOf(certainties), Type.Null()], {
    description: 'likely where the verdict rests on what is missing; null where nothing is wrong',
  }),
  reason: Type.String({
    description: 'One plain sentence, in the language asked for (`Accept-Language`: en, ru)',
  }),
  next_step: Type.Union([Type.String(), Type.Null()], {
    description: 'What to do next and who to ask, in the language asked for; null where nothing is wrong',
  }),
  runbook: Type.Union([Type.String(), Type.Null()], {
    description: 'Path of the run book on this server; null where nothing is wrong',
  }),
  details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  since: Timestamp,
  owner: Type.String(),
  evidence: Type.Array(Evidence),
  account: Type.Union([Account, Type.Null()], { description: 'null where nothing is wrong' }),
  next: Type.Array(Type.Object({ stage: Type.String(), due_at: Type.Optional(Timestamp) })),
});
export type Diagnosis = Static<typeof Diagnosis>;

export const Order = Type.Object({
  order_id: Type.String(),
  tenant_id: Type.String({ description: 'Empty where only telemetry without a tenant is known' }),
  flow: Type.String(),
  stage: Type.String({ description: 'Empty while no transition has been seen' }),
  stage_since: Timestamp,
  situation: Type.Union([oneOf(situations), Type.Null()], { description: 'null once closed' }),
  reason: Type.Union([Type.String(), Type.Null()]),
  created_at: Type.Union([Timestamp, Type.Null()]),
  closed_at: Type.Union([Timestamp, Type.Null()]),
  first_seen_at: Timestamp,
  last_seen_at: Timestamp,
  problem_id: Type.Union([Type.String(), Type.Null()], { description: 'Its unresolved problem' }),
  abandoned: Type.Optional(
    Type.Boolean({ description: 'true where the customer has left it, which is no problem' }),
  ),
  at_risk: Type.Optional(
    Type.Boolean({
      description: 'true where it will probably miss its deadline, which has not passed yet',
    }),
  ),
  at_risk_since: Type.Optional(Type.String({ description: 'Since when it has been at risk; RFC 3339' })),
  predicted_finish: Type.Optional(
    Type.String({ description: 'When it will reach the end of its flow, as orders like it did; RFC 3339' }),
  ),
  demonstration: Type.Optional(
    Type.Boolean({
      description:
        'In a journey: true where a demonstration sent all of it; no customer need stand behind it',
    }),
  ),
});
export type Order = Static<typeof Order>;

export const OrderWithDiagnosis = Type.Interface([Order], {
  diagnosis: Type.Union([Diagnosis, Type.Null()]),
  answer: Type.Optional(
    Type.Union([Type.String(), Type.Null()], {
      description: 'Where it is, who takes care of it, and the answer for the customer, in one sentence',
    }),
  ),
  customer_answer: Type.Optional(
    Type.Union([Type.String(), Type.Null()], {
      description: 'The answer for the customer, in one sentence without internal names',
    }),
  ),
});
export type OrderWithDiagnosis = Static<typeof OrderWithDiagnosis>;

export const OrderList = Type.Object({
  orders: Type.Array(Order),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type OrderList = Static<typeof OrderList>;

export const OrderCounts = Type.Object({
  counts: Type.Array(
    Type.Object({
      tenant_id: Type.String(),
      stage: Type.String(),
      situation: Type.Union([oneOf(situations), Type.Null()]),
      count: Type.Integer(),
      oldest_since: Type.String({ description: 'When the one that rests longest entered its stage' }),
    }),
  ),
});
export type OrderCounts = Static<typeof OrderCounts>;

/** The nine fields of every span and log line, under their names. */
const nineFields = {
  trace_id: Type.String({ description: '32 hex digits; empty on a log line outside any trace' }),
  span_id: Type.String({ description: '16 hex digits; empty on a log line outside any span' }),
  order_id: Type.Union([Type.String(), Type.Array(Type.String())], {
    description: 'A list where it works for several orders; empty where it names none',
  }),
  tenant_id: Type.String(),
  application_name: Type.String(),
  environment: Type.String(),
  timestamp: Timestamp,
  status_code: Type.String({ description: 'HTTP or gRPC status where there is one, else OK or ERROR' }),
  duration: Type.Number({ description: 'Milliseconds; 0 on a log line' }),
};

export const SpanView = Type.Object({
  ...nineFields,
  parent_span_id: Type.Union([SpanId, Type.Null()]),
  kind: oneOf(spanKinds),
  name: Type.String(),
  status: oneOf(spanStatuses),
  status_message: Type.String(),
  scope: Type.Object({ name: Type.String(), version: Type.String() }),
  attributes: ReadableAttributes,
  resource: ReadableAttributes,
  events: Type.Array(
    Type.Object({ timestamp: Timestamp, name: Type.String(), attributes: ReadableAttributes }),
  ),
  links: Type.Array(Type.Object({ trace_id: TraceId, span_id: SpanId, attributes: ReadableAttributes })),
});
export type SpanView = Static<typeof SpanView>;

export const LogView = Type.Object({
  ...nineFields,
  severity: Type.Integer({ minimum: 0, maximum: 24 }),
  severity_text: Type.String(),
  event_name: Type.String({ description: 'Empty for a plain log line' }),
  body: Type.Unknown(),
  attributes: ReadableAttributes,
  resource: ReadableAttributes,
});
export type LogView = Static<typeof LogView>;

export const TraceView = Type.Object({
  trace_id: TraceId,
  started_at: Timestamp,
  duration_ms: DurationMs,
  root_name: Type.String({
    description: 'Name of the first root span; of the earliest span where the root is missing',
  }),
  services: Type.Array(Type.String()),
  span_count: Type.Integer(),
  error_count: Type.Integer(),
  spans: Type.Array(SpanView),
});
export type TraceView = Static<typeof TraceView>;

/** Answer of `GET /traces/{trace_id}`. */
export const TraceWithLogs = Type.Object({ trace: TraceView, logs: Type.Array(LogView) });
export type TraceWithLogs = Static<typeof TraceWithLogs>;

export const TransitionView = Type.Object({
  stage: Type.String(),
  previous_stage: Type.Union([Type.String(), Type.Null()]),
  timestamp: Timestamp,
  actor: Type.Union([Type.String(), Type.Null()]),
  application_name: Type.String(),
  waits_for: Type.Union([oneOf(waitedFor), Type.Null()]),
  clocks_disagree: Type.Boolean({
    description: "By its own clock it came before the stage before; `timestamp` is then that stage's",
  }),
  trace_id: Type.Union([TraceId, Type.Null()]),
  span_id: Type.Union([SpanId, Type.Null()]),
});
export type TransitionView = Static<typeof TransitionView>;

const HopEnd = Type.Object({
  trace_id: TraceId,
  span_id: SpanId,
  application_name: Type.String(),
  name: Type.String(),
  timestamp: Timestamp,
  status_code: Type.String(),
});

export const HopView = Type.Object({
  kind: oneOf(['message', 'request']),
  /** Queue or route. */
  destination: Type.String(),
  message_id: Type.Union([Type.String(), Type.Null()]),
  state: oneOf(
    hopStates,
    'unseen: it may have arrived unseen; untraced: its receipt is seldom or never seen',
  ),
  from: HopEnd,
  resent: Type.Array(HopEnd, { description: 'Later sendings of the same message' }),
  to: Type.Array(HopEnd),
  proof: Type.Union([oneOf(proofs), Type.Null()], {
    description: 'By what it is known that it arrived; null where it is not',
  }),
  missing: Type.Array(Type.String(), { description: 'Applications that are to receive it and have not' }),
  wait_ms: Type.Union([DurationMs, Type.Null()], {
    description: 'From sending to the first receiver; null until then',
  }),
  due_at: Type.Union([Timestamp, Type.Null()]),
  dead_letter: Type.Union([Type.Object({ queue: Type.String(), by: HopEnd }), Type.Null()], {
    description: 'Dead-letter queue of a message that was given up; null once it was sent again or handled',
  }),
});
export type HopView = Static<typeof HopView>;

export const WorkView = Type.Object({
  work: Type.String(),
  application_name: Type.String(),
  started_at: Timestamp,
  ended_at: Type.Union([Timestamp, Type.Null()]),
  expected_within_ms: Type.Union([DurationMs, Type.Null()]),
  trace_id: Type.Union([TraceId, Type.Null()]),
  span_id: Type.Union([SpanId, Type.Null()]),
});
export type WorkView = Static<typeof WorkView>;

export const Journey = Type.Object({
  order: OrderWithDiagnosis,
  transitions: Type.Array(TransitionView),
  hops: Type.Array(HopView),
  traces: Type.Array(TraceView),
  work: Type.Array(WorkView),
  logs: Type.Array(LogView),
  problems: Type.Array(Problem, { description: 'Oldest first' }),
});
export type Journey = Static<typeof Journey>;

/** Redactions of the privacy gate since the server started. */
export const PrivacyAudit = Type.Object({
  since: Timestamp,
  total: Type.Integer(),
  stops: Type.Array(
    Type.Object({
      place: Type.String({ description: 'Where it stood, such as `span.attribute` or `log.body`' }),
      key: Type.String({ description: "The attribute's key; empty where the place has none" }),
      detector: Type.String({ description: 'What it was, or `unknown_key` for a key that nobody allowed' }),
      count: Type.Integer(),
    }),
  ),
});
export type PrivacyAudit = Static<typeof PrivacyAudit>;

function Instant(description: string) {
  return Type.String({ maxLength: 40, description: `${description}; RFC 3339` });
}

export const OrderListQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 256, description: 'Order id, or a part of it' })),
  tenant: Type.Optional(Tenant),
  flow: Type.Optional(FlowName),
  stage: Type.Optional(StageName),
  situation: Type.Optional(Situation),
  open: Type.Optional(Type.Boolean({ description: 'true: only open orders; false: only closed ones' })),
  problem: Type.Optional(
    oneOf(
      ['open', 'acknowledged', 'unresolved', 'none'],
      'By the state of its problem; `none`: no unresolved one',
    ),
  ),
  abandoned: Type.Optional(
    Type.Boolean({ description: 'true: only orders that the customer has left; false: all others' }),
  ),
  at_risk: Type.Optional(
    Type.Boolean({ description: 'true: only orders that will probably miss a deadline; false: all others' }),
  ),
  stage_before: Type.Optional(Instant('Entered their stage before it')),
  closed_from: Type.Optional(Instant('Closed at it or later')),
  closed_to: Type.Optional(Instant('Closed before it')),
  sort: Type.Optional(
    Type.String({
      pattern: '^-?(stage_since|created_at|last_seen_at|order_id)$',
      default: 'stage_since',
      description: 'A leading minus turns it round',
    }),
  ),
  limit: Type.Optional(limitOf(500)),
  cursor: Type.Optional(Cursor),
});
export type OrderListQuery = Static<typeof OrderListQuery>;

/** Filters of the order list. The counts are of the filtered orders. */
export const OrderCountsQuery = Type.Omit(OrderListQuery, ['sort', 'limit', 'cursor']);
export type OrderCountsQuery = Static<typeof OrderCountsQuery>;
