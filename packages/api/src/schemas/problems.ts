import { certainties, diagnosisCodes, problemActions, problemStates, situations } from '@ordertrace/model';
import { Type, type Static } from 'typebox';
import {
  Cursor,
  FlowName,
  limitOf,
  named,
  Next,
  oneOf,
  orNull,
  Situation,
  StageName,
  Tenant,
  TimeParameter,
  Timestamp,
} from './shapes.js';

const ProblemId = Type.String({ pattern: '^[0-9a-f]{32}$' });
const CauseId = Type.String({ pattern: '^[0-9a-f]{16}$' });
const Actor = Type.String({ description: '`system` where nobody had to' });

export const ProblemHistoryItem = Type.Object({
  at: Timestamp,
  by: Actor,
  action: oneOf(['opened', 'updated', 'acknowledged', 'assigned', 'note', 'resolved', 'reopened']),
  note: orNull(Type.String()),
  assignee: Type.Optional(orNull(Type.String())),
});
export type ProblemHistoryItem = Static<typeof ProblemHistoryItem>;

export const Problem = Type.Object({
  problem_id: ProblemId,
  tenant_id: Type.String(),
  order_id: Type.String(),
  flow: Type.String(),
  stage: Type.String(),
  situation: oneOf(situations),
  code: oneOf(diagnosisCodes),
  certainty: orNull(oneOf(certainties), 'null in problems from before it was kept'),
  cause_id: CauseId,
  reason: Type.String({ description: 'One plain sentence, in the language asked for' }),
  owner: Type.String({ description: 'Who must act: a service, or the person the flow names' }),
  since: Timestamp,
  opened_at: Timestamp,
  last_at: Timestamp,
  state: oneOf(problemStates),
  assignee: orNull(Type.String()),
  acknowledged_at: orNull(Timestamp),
  acknowledged_by: orNull(Type.String()),
  resolved_at: orNull(Timestamp),
  resolved_by: orNull(Type.String(), '`system` when it cleared itself'),
  reopened: Type.Integer({ description: 'How often it came back' }),
  demonstration: Type.Optional(Type.Boolean()),
  history: Type.Array(ProblemHistoryItem, { description: 'Oldest first' }),
});
export type Problem = Static<typeof Problem>;

const stateFilters = [...problemStates, 'unresolved'] as const;

export const ProblemListQuery = Type.Object({
  state: Type.Optional(oneOf(stateFilters, '`unresolved`: open or acknowledged')),
  cause: Type.Optional(named('Only of this cause')),
  tenant: Type.Optional(Tenant),
  order: Type.Optional(named('Only of this order')),
  flow: Type.Optional(FlowName),
  stage: Type.Optional(StageName),
  code: Type.Optional(oneOf(diagnosisCodes, 'Only of this diagnosis')),
  situation: Type.Optional(Situation),
  assignee: Type.Optional(named('Only assigned to this person')),
  opened_after: Type.Optional(TimeParameter),
  sort: Type.Optional(
    oneOf(['opened_at', '-opened_at', 'since', '-since'], 'A leading minus turns it round'),
  ),
  limit: Type.Optional(limitOf(500)),
  cursor: Type.Optional(Cursor),
});
export type ProblemListQuery = Static<typeof ProblemListQuery>;

export const ProblemList = Type.Object({ problems: Type.Array(Problem), next: Next, total: Type.Integer() });
export type ProblemList = Static<typeof ProblemList>;

const Note = Type.String({
  maxLength: 4000,
  description: 'What looks like data of a customer is taken out before it is kept',
});

export const ProblemActionBody = Type.Object({
  note: Type.Optional(Note),
  assignee: Type.Optional(Type.String({ maxLength: 256, description: 'Empty: nobody' })),
});
export type ProblemActionBody = Static<typeof ProblemActionBody>;

export const ProblemAction = oneOf(problemActions);
export type ProblemAction = Static<typeof ProblemAction>;

/** One action on many problems: the listed ones, or the unresolved ones of a cause. */
export const ProblemActionsBody = Type.Object({
  action: ProblemAction,
  problem_ids: Type.Optional(Type.Array(ProblemId, { maxItems: 1000 })),
  cause_id: Type.Optional(CauseId),
  note: Type.Optional(Note),
  assignee: Type.Optional(Type.String({ maxLength: 256 })),
});
export type ProblemActionsBody = Static<typeof ProblemActionsBody>;

export const ProblemActionsResult = Type.Object({
  done: Type.Integer(),
  refused: Type.Array(Type.Object({ problem_id: Type.String(), code: Type.String(), detail: Type.String() })),
});
export type ProblemActionsResult = Static<typeof ProblemActionsResult>;

export const Cause = Type.Object({
  cause_id: CauseId,
  code: oneOf(diagnosisCodes),
  situation: oneOf(situations),
  title: Type.String({ description: 'One plain sentence, in the language asked for' }),
  place: Type.Object({
    application_name: Type.Optional(Type.String()),
    destination: Type.Optional(Type.String({ description: 'Queue or route' })),
    stage: Type.Optional(Type.String()),
    error: Type.Optional(Type.String({ description: 'The operation that failed, or the work not ended' })),
    flow: Type.Optional(
      Type.String({ description: 'Whose stage it is; not for the flow of orders that no other flow claims' }),
    ),
  }),
  owner: Type.String(),
  count: Type.Integer(),
  open: Type.Integer(),
  acknowledged: Type.Integer(),
  first_at: Timestamp,
  last_at: Timestamp,
  oldest_since: Timestamp,
  tenants: Type.Integer(),
  examples: Type.Array(
    Type.Object({ order_id: Type.String(), tenant_id: Type.String(), problem_id: ProblemId }),
  ),
});
export type Cause = Static<typeof Cause>;

export const CauseListQuery = Type.Object({
  state: Type.Optional(oneOf(stateFilters, 'Which problems count; `unresolved` unless said')),
  tenant: Type.Optional(Tenant),
  flow: Type.Optional(FlowName),
  limit: Type.Optional(limitOf(500)),
  cursor: Type.Optional(Cursor),
});
export type CauseListQuery = Static<typeof CauseListQuery>;

export const CauseList = Type.Object({ causes: Type.Array(Cause), next: Next });
export type CauseList = Static<typeof CauseList>;
