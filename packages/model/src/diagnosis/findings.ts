import { definedFields } from '@ordertrace/conventions';
import { stageDeadlines } from '../flow/deadline.js';
import { flowIndex, ownerOf } from '../flow/flow-index.js';
import type { Flow } from '../flow/flow.js';
import { stageRisk } from '../flow/stage-risk.js';
import { stageTime, type LearnedStageTimes } from '../flow/stage-times.js';
import type { OrderEvent } from '../orders/order-event.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { LastSign } from '../orders/order.js';
import type { StageVisit } from '../stages/stage-visits.js';
import { grpcName } from '../hops/answers.js';
import { millisFromNanos, timestampText, type EpochNanos } from '../time.js';
import type { Finding } from './finding.js';
import { givenUp, giveUpFinding, isOfGivenUp } from './given-up.js';
import type { OrderKnowledge } from './knowledge.js';
import { errorDetails, type OrderError } from './order-errors.js';
import { progressOf } from './progress.js';
import type { StageView } from './stage-view.js';
import { brokenHop, hasFailedWithCaller, isSending, notSeen, undelivered } from './undelivered.js';
import { openWork, unfinishedHandling, unfinishedWork } from './unfinished.js';

export interface FindingsInput {
  readonly ref: OrderRef;
  readonly flow: Flow;
  /** From `stageVisits`; empty where no stage was ever reported. */
  readonly visits: readonly StageVisit[];
  readonly events: readonly OrderEvent[];
  readonly knowledge: OrderKnowledge;
  readonly learned?: LearnedStageTimes;
  readonly firstSeenNanos: EpochNanos;
}

/** The view of an order without a reported stage. It has no deadline, but its spans are still judged. */
function withoutStage(firstSeenNanos: EpochNanos): StageView {
  return {
    stage: '',
    sinceNanos: firstSeenNanos,
    deadlines: {},
    risk: undefined,
    owner: '',
    services: [],
    details: { stage: '' },
    evidence: [],
  };
}

export function stageView({ ref, flow, visits, learned, firstSeenNanos }: FindingsInput): StageView {
  const visit = visits.at(-1);
  if (!visit) return withoutStage(firstSeenNanos);
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

/** Details of the last sign, so that people know where to look for the order. */
function lastDetails(sign: LastSign | undefined): Readonly<Record<string, string>> {
  if (sign === undefined) return {};
  const { service, operation, sentTo } = sign;
  const last = { last_application: service, last_operation: operation };
  return sentTo === undefined ? last : { ...last, sent_to: sentTo };
}

function stageOverdue({ flow, knowledge }: FindingsInput, view: StageView): readonly Finding[] {
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
  const details = { ...view.details, ...allowed, ...lastDetails(knowledge.lastSign) };
  const common = { owner, services, evidence, details };
  const overdue = { situation: 'stuck', code: 'stage_overdue', certainty: 'proven' } as const;
  const slow = { situation: 'slow', code: 'slow_stage' } as const;
  return [
    { ...common, ...overdue, fromNanos: dueNanos, sinceNanos: dueNanos },
    ...(slowNanos === undefined ? [] : [{ ...common, ...slow, fromNanos: slowNanos, sinceNanos: slowNanos }]),
  ];
}

function failure(error: OrderError, view: StageView): Finding {
  const { cause, traceId, spanId, service, name, firstNanos, timeNanos, tries, dueNanos } = error;
  const { item, passedOnTo: passed_on_to } = error;
  return {
    situation: 'failed',
    code: 'failed_with_error',
    certainty: 'proven',
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
      status_code: grpcName(cause.statusCode) ?? cause.statusCode,
      tries,
      ...(tries > 1 ? { last_try: timestampText(timeNanos) } : {}),
      ...errorDetails(cause),
      ...definedFields({ called: cause.called, item, passed_on_to }),
    },
    evidence: [
      { type: 'span', traceId: cause.traceId, spanId: cause.spanId },
      ...(cause.spanId === spanId ? [] : [{ type: 'span' as const, traceId, spanId }]),
    ],
  };
}

function isOverdue({ code }: Finding): boolean {
  return code === 'stage_overdue';
}

/** All verdicts that hold now, or will hold later if nothing new is seen. `on_track` is not included. */
export function findings(input: FindingsInput, view: StageView): readonly Finding[] {
  const { hops, work, errors } = input.knowledge;
  const movedOnAfter = progressOf(hops, input.visits, input.events);
  const lost = undelivered(hops, movedOnAfter).filter((one) => !hasFailedWithCaller(one, errors));
  const dead = givenUp(hops, movedOnAfter);
  const doubtful = lost.findLast(({ hop }) => hop.state === 'unseen');
  return [
    ...dead.map((one) => giveUpFinding(one, errors, view)),
    ...errors
      .filter((error) => !isSending(error, lost) && !isOfGivenUp(error, dead))
      .map((error) => failure(error, view)),
    ...openWork(work, movedOnAfter).flatMap((one) => unfinishedWork(one, view)),
    ...unfinishedHandling(hops, movedOnAfter, view),
    ...lost
      .filter(({ hop }) => hop.state === 'broken' || hop.state === 'waiting')
      .map((one) => brokenHop(one, errors, view)),
    ...stageOverdue(input, view).map((finding) =>
      isOverdue(finding) && doubtful ? notSeen(doubtful, finding) : finding,
    ),
  ];
}
