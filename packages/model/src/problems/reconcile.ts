import { systemActor, type Fact } from '../facts/fact.js';
import type { OrderState } from '../orders/order.js';
import type { OrderRef } from '../orders/order-ref.js';
import { later, type EpochNanos } from '../time.js';
import {
  clearedFact,
  findingFact,
  problemFinding,
  problemIdOf,
  type ProblemFinding,
  type ProblemRule,
} from './problem-facts.js';
import { systemSteps } from './problem-fold.js';
import type { ProblemState } from './problem.js';

export interface ReconcileInput extends ProblemRule {
  readonly ref: OrderRef;
  /** The current order; absent where it was removed, because its tenant became known. */
  readonly order: OrderState | undefined;
  /** The order's unresolved problem. */
  readonly unresolved: ProblemState | undefined;
  /** The existing problem with the id of the order's finding. */
  readonly known: ProblemState | undefined;
  readonly nowNanos: EpochNanos;
}

/**
 * The facts to record so that an order's problem agrees with its diagnosis. An order has at most one unresolved
 * problem.
 * While the order stays in its stage with a bad situation, the problem follows its diagnosis. The problem ends
 * automatically when the order moves on or recovers.
 * After a person resolved it, only another reason reopens it. After a person reopened it, it ends only when the order
 * moves on, or by a person.
 */
export function reconcileProblem(input: ReconcileInput): readonly Fact[] {
  const { order, unresolved } = input;
  const finding = order === undefined ? undefined : problemFinding(order, input);
  if (unresolved === undefined) return finding === undefined ? [] : opened(input, finding);
  const unmoved =
    order?.closedNanos === undefined &&
    order?.stage === unresolved.stage &&
    order.stageSinceNanos === unresolved.stageSinceNanos;
  if (unmoved && finding !== undefined) {
    if (isSameFinding(unresolved, finding)) return [];
    return [findingFact('problem.updated', on(input, unresolved), finding)];
  }
  const isHeld = unresolved.reopenedBy !== undefined && unresolved.reopenedBy !== systemActor;
  if (unmoved && isHeld) return [];
  const cleared = clearedFact(on(input, unresolved));
  return finding === undefined ? [cleared] : [cleared, ...opened(input, finding)];
}

/** The id under which to look up the order's finding; `undefined` where nothing is wrong. */
export function expectedProblemId(order: OrderState, rule: ProblemRule): string | undefined {
  const finding = problemFinding(order, rule);
  return finding === undefined ? undefined : problemIdOf(order, finding, rule.hash);
}

function opened(input: ReconcileInput, finding: ProblemFinding): readonly Fact[] {
  const { ref, known, nowNanos, hash } = input;
  const problemId = problemIdOf(ref, finding, hash);
  if (known === undefined)
    return [
      findingFact('problem.opened', { order: ref, problemId, step: 0, timeNanos: nowNanos, hash }, finding),
    ];
  const clearedByItself = known.state === 'resolved' && known.resolvedBy === systemActor;
  return clearedByItself ? [findingFact('problem.reopened', on(input, known), finding)] : [];
}

function on({ ref, nowNanos, hash }: ReconcileInput, problem: ProblemState) {
  return {
    order: ref,
    problemId: problem.problemId,
    step: systemSteps(problem),
    timeNanos: nextTime(problem, nowNanos),
    hash,
  };
}

/** A time after all facts of the problem, even if clocks disagree. */
export function nextTime(problem: ProblemState, nowNanos: EpochNanos): EpochNanos {
  return later(nowNanos, problem.lastNanos + 1n);
}

/**
 * Whether a finding leaves the case unchanged. Learned values may change its details; only a change of the case is
 * reported.
 */
function isSameFinding(problem: ProblemState, finding: ProblemFinding): boolean {
  return (
    problem.situation === finding.situation &&
    problem.code === finding.code &&
    problem.certainty === finding.certainty &&
    problem.causeId === finding.causeId
  );
}
