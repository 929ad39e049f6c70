import { stageDeadlines } from '../flow/deadline.js';
import { flowIndex, ownerOf } from '../flow/flow-index.js';
import type { Flow } from '../flow/flow.js';
import { stageRisk } from '../flow/stage-risk.js';
import { stageTime, type LearnedStageTimes } from '../flow/stage-times.js';
import type { OrderEvent } from '../orders/order-event.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { StageVisit } from '../stages/stage-visits.js';
import type { Work } from '../hops/work.js';
import { millisFromNanos } from '../time.js';
import type { Finding } from './finding.js';
import { givenUp, giveUpFinding, isOfGivenUp } from './given-up.js';
import type { OrderKnowledge } from './knowledge.js';
import type { OrderError } from './order-errors.js';
import { progressOf } from './progress.js';
import type { StageView } from './stage-view.js';
import { brokenHop, isSending, undelivered } from './undelivered.js';

export interface FindingsInput {
  readonly ref: OrderRef;
  readonly flow: Flow;
  /** From `stageVisits`; must not be empty. */
  readonly visits: readonly StageVisit[];
  readonly events: readonly OrderEvent[];
  readonly knowledge: OrderKnowledge;
  readonly learned?: LearnedStageTimes;
}

export function stageView({ ref, flow, visits, learned }: FindingsInput): StageView {
  const visit = visits.at(-1);
  if (!visit) throw new RangeError('An order that entered no stage can not be diagnosed.');
  const stage = flowIndex(flow).stage(visit.stage);
  const application = stage ? ownerOf(stage, ref.tenantId) : '';
  const waitsFor = stage?.waitsFor ?? 'machine';
  const { timeNanos } = visit.transition;
  const entry = { stage: visit.stage, tenantId: ref.tenantId, sinceNanos: visit.sinceNanos };
  return {
    stage: visit.stage,
    sinceNanos: visit.sinceNanos,
    deadlines: stageDeadlines(flow, entry, learned),
    risk: stageRisk(flow, entry, learned),
    owner: waitsFor === 'machine' ? application : waitsFor,
    services: [...(application === '' ? [] : [application]), ...(stage?.with ?? [])],
    details: {
      stage: visit.stage,
      ...(stage === undefined ? { unknown_stage: 1 } : { application, waits_for: waitsFor }),
    },
    evidence: [{ type: 'transition', stage: visit.stage, timeNanos }],
  };
}

function stageOverdue({ flow }: FindingsInput, view: StageView): readonly Finding[] {
  const { dueNanos, allowedNanos, slowNanos } = view.deadlines;
  if (dueNanos === undefined || allowedNanos === undefined) return [];
  const { owner, services, evidence } = view;
  const working = stageTime(flowIndex(flow).stage(view.stage)) === 'working';
  const dayMinutes = flow.calendar.toMinute - flow.calendar.fromMinute;
  const allowed = working
    ? {
        allowed_working_days: millisFromNanos(allowedNanos) / 60_000 / dayMinutes,
        working_day_hours: dayMinutes / 60,
      }
    : { allowed_ms: millisFromNanos(allowedNanos) };
  const details = { ...view.details, ...allowed };
  const common = { owner, services, evidence, details };
  const overdue = { situation: 'stuck', code: 'stage_overdue' } as const;
  const slow = { situation: 'slow', code: 'slow_stage' } as const;
  return [
    { ...common, ...overdue, fromNanos: dueNanos, sinceNanos: dueNanos },
    ...(slowNanos === undefined ? [] : [{ ...common, ...slow, fromNanos: slowNanos, sinceNanos: slowNanos }]),
  ];
}

function unfinishedWork(work: Work, view: StageView): readonly Finding[] {
  const fromNanos = work.dueNanos ?? view.deadlines.dueNanos;
  if (fromNanos === undefined) return [];
  const { traceId, spanId, startedNanos, service } = work;
  return [
    {
      situation: 'lost',
      code: 'work_not_finished',
      fromNanos,
      sinceNanos: startedNanos,
      owner: service,
      services: [service],
      details: {
        stage: view.stage,
        work: work.work,
        application: service,
        allowed_ms: millisFromNanos(fromNanos - startedNanos),
      },
      evidence:
        traceId !== undefined && spanId !== undefined ? [{ type: 'span', traceId, spanId }] : view.evidence,
    },
  ];
}

/** Whether the same work began again later, or ended otherwise. */
function doneAgain(work: Work, all: readonly Work[]): boolean {
  return all.some(
    (other) =>
      other !== work &&
      other.work === work.work &&
      other.startedNanos >= work.startedNanos &&
      (other.endedNanos !== undefined || other.startedNanos > work.startedNanos),
  );
}

function failure(error: OrderError, view: StageView): Finding {
  const { cause, traceId, spanId, service, name, firstNanos, tries, dueNanos } = error;
  return {
    situation: 'failed',
    code: 'failed_with_error',
    fromNanos: dueNanos,
    sinceNanos: firstNanos,
    owner: cause.service,
    services: [],
    details: {
      stage: view.stage,
      application: service,
      operation: name,
      cause_application: cause.service,
      cause_operation: cause.name,
      status_code: cause.statusCode,
      tries,
    },
    evidence: [
      { type: 'span', traceId: cause.traceId, spanId: cause.spanId },
      ...(cause.spanId === spanId ? [] : [{ type: 'span' as const, traceId, spanId }]),
    ],
  };
}

/** All verdicts that hold now or will hold later if nothing new is seen; `on_track` is not among them. */
export function findings(input: FindingsInput, view: StageView): readonly Finding[] {
  const { hops, work, errors } = input.knowledge;
  const movedOnAfter = progressOf(hops, input.visits, input.events);
  const lost = undelivered(hops, movedOnAfter);
  const dead = givenUp(hops, movedOnAfter);
  const open = work.filter(
    (one) =>
      one.endedNanos === undefined && !movedOnAfter(one.service, one.startedNanos) && !doneAgain(one, work),
  );
  return [
    ...dead.map((one) => giveUpFinding(one, errors, view)),
    ...errors
      .filter((error) => !isSending(error, lost) && !isOfGivenUp(error, dead))
      .map((error) => failure(error, view)),
    ...open.flatMap((one) => unfinishedWork(one, view)),
    ...lost.map((one) => brokenHop(one, errors, view)),
    ...stageOverdue(input, view),
  ];
}
