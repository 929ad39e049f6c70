import { definedFields } from '@ordertrace/conventions';
import type { Cause, Problem, ProblemHistoryItem } from '@ordertrace/api';
import {
  causePlace,
  doerOf,
  timestampText,
  type Fact,
  type Flows,
  type ProblemState,
} from '@ordertrace/model';
import { causeTitle, reasonText, type Language } from '@ordertrace/words';
import type { CauseGroup } from '@ordertrace/store';
import type { Reader } from '../http/reader.js';

/** Durations are as of now, or of the resolution. */
export function problemView(problem: ProblemState, reader: Reader): Problem {
  const { acknowledgedNanos, resolvedNanos, sinceNanos } = problem;
  const at = (nanos: bigint | undefined) => (nanos === undefined ? null : timestampText(nanos));
  const diagnosis = { ...problem, evidence: [], next: [], sinceNanos };
  return {
    problem_id: problem.problemId,
    tenant_id: problem.tenantId,
    order_id: problem.orderId,
    flow: problem.flow,
    stage: problem.stage,
    situation: problem.situation,
    code: problem.code,
    certainty: problem.certainty ?? null,
    cause_id: problem.causeId,
    reason: reasonText(diagnosis, {
      language: reader.language,
      nowNanos: resolvedNanos ?? reader.nowNanos,
      flow: reader.flows.named(problem.flow),
    }),
    owner: problem.owner,
    since: timestampText(sinceNanos),
    opened_at: timestampText(problem.openedNanos),
    last_at: timestampText(problem.lastNanos),
    state: problem.state,
    assignee: problem.assignee ?? null,
    acknowledged_at: at(acknowledgedNanos),
    acknowledged_by: problem.acknowledgedBy ?? null,
    resolved_at: at(resolvedNanos),
    resolved_by: problem.resolvedBy ?? null,
    reopened: problem.reopened,
    history: problem.facts.flatMap(historyItem),
  };
}

const actions: Readonly<Record<string, ProblemHistoryItem['action']>> = {
  'problem.opened': 'opened',
  'problem.updated': 'updated',
  'problem.acknowledged': 'acknowledged',
  'problem.assigned': 'assigned',
  'problem.noted': 'note',
  'problem.resolved': 'resolved',
  'problem.reopened': 'reopened',
};

function historyItem(fact: Fact): ProblemHistoryItem[] {
  const action = actions[fact.kind];
  if (action === undefined) return [];
  const { note, assignee } = fact.data;
  return [
    {
      at: timestampText(fact.timeNanos),
      by: doerOf(fact),
      action,
      note: typeof note === 'string' ? note : null,
      ...(action === 'assigned' ? { assignee: typeof assignee === 'string' ? assignee || null : null } : {}),
    },
  ];
}

export function causeView(
  cause: CauseGroup,
  { language, flows }: { readonly language: Language; readonly flows: Flows },
): Cause {
  const place = causePlace(cause);
  const { application, destination, stage, error, flow } = place;
  return {
    cause_id: cause.causeId,
    code: cause.code,
    situation: cause.situation,
    title: causeTitle({ code: cause.code, place }, language, flows.named(flow ?? '')),
    place: {
      ...definedFields({ application_name: application, destination, stage, error, flow }),
    },
    owner: cause.owner,
    count: cause.count,
    open: cause.open,
    acknowledged: cause.acknowledged,
    first_at: timestampText(cause.firstNanos),
    last_at: timestampText(cause.lastNanos),
    oldest_since: timestampText(cause.oldestSinceNanos),
    tenants: cause.tenants,
    examples: cause.examples.map(({ orderId, tenantId, problemId }) => ({
      order_id: orderId,
      tenant_id: tenantId,
      problem_id: problemId,
    })),
  };
}
