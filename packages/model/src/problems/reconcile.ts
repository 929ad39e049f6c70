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
  /** The order as it is; absent where it is no more, because its tenant became known. */
  readonly order: OrderState | undefined;
  /** The order's unresolved problem. */
  readonly unresolved: ProblemState | undefined;
  /** A problem that is there already under the id that the order's finding has. */
  readonly known: ProblemState | undefined;
  readonly nowNanos: EpochNanos;
}

/**
 * What the watch has to record so that an order's problem says what its diagnosis says. An order has one unresolved
 * problem at most. While it stays in its stage and is in a bad way, that problem follows its diagnosis; it ends by
 * itself when the order moves on or is well again. What a person resolved comes back only for another reason; what
 * a person reopened ends only when the order moves on, or by a person.
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

/** Under which id the order's finding is to be looked for; `undefined` where nothing is wrong. */
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

/** After all that has happened to the problem, whatever the clocks say. */
export function nextTime(problem: ProblemState, nowNanos: EpochNanos): EpochNanos {
  return later(nowNanos, problem.lastNanos + 1n);
}

/** Details may change with what is learned; only what changes the case is told. */
function isSameFinding(problem: ProblemState, finding: ProblemFinding): boolean {
  return (
    problem.situation === finding.situation &&
    problem.code === finding.code &&
    problem.causeId === finding.causeId
  );
}
