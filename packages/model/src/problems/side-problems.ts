import { systemActor, type Fact } from '../facts/fact.js';
import type { SideLoss } from '../diagnosis/side-losses.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { OrderState } from '../orders/order.js';
import type { EpochNanos } from '../time.js';
import { causeText } from './cause.js';
import { clearedFact, findingFact, problemIdOf, type HexHash, type ProblemFinding } from './problem-facts.js';
import { systemSteps } from './problem-fold.js';
import type { ProblemState } from './problem.js';
import { nextTime } from './reconcile.js';

/** Whether a problem is separate from the order's situation. An order may have several such problems. */
export function isSideProblem({ code }: Pick<ProblemState, 'code'>): boolean {
  return code === 'side_effect_lost';
}

export interface SideProblemInput {
  readonly ref: OrderRef;
  /** Absent where the order was removed, because its tenant became known. */
  readonly order: OrderState | undefined;
  readonly lost: readonly SideLoss[];
  /** The order's side problems, resolved ones included. */
  readonly known: readonly ProblemState[];
  readonly nowNanos: EpochNanos;
  readonly hash: HexHash;
}

function sideFinding(order: OrderState, loss: SideLoss, hash: HexHash): ProblemFinding {
  const { flow, stage, stageSinceNanos } = order;
  const found = { ...loss, situation: 'lost', code: 'side_effect_lost' } as const;
  return { ...found, flow, stage, stageSinceNanos, causeId: hash(causeText(found), 16) };
}

/**
 * The facts to record so that an order's side problems agree with its lost side messages. Each lost message is one
 * problem, independent of the order's situation. The problem ends automatically when the message is received. It stays
 * when the order moves on.
 */
export function reconcileSideProblems(input: SideProblemInput): readonly Fact[] {
  const { ref, order, lost, known, nowNanos, hash } = input;
  const found = new Map(
    (order === undefined ? [] : lost.map((loss) => sideFinding(order, loss, hash))).map((finding) => [
      problemIdOf(ref, finding, hash),
      finding,
    ]),
  );
  const on = (problemId: string, problem: ProblemState | undefined) => ({
    ...{ order: ref, problemId, hash, step: systemSteps(problem) },
    timeNanos: problem === undefined ? nowNanos : nextTime(problem, nowNanos),
  });
  const fresh = [...found].flatMap(([problemId, finding]) => {
    const problem = known.find((one) => one.problemId === problemId);
    if (problem === undefined) return [findingFact('problem.opened', on(problemId, problem), finding)];
    const clearedByItself = problem.state === 'resolved' && problem.resolvedBy === systemActor;
    return clearedByItself ? [findingFact('problem.reopened', on(problemId, problem), finding)] : [];
  });
  const cleared = known
    .filter(({ state, reopenedBy }) => state !== 'resolved' && (reopenedBy ?? systemActor) === systemActor)
    .filter(({ problemId }) => !found.has(problemId))
    .map((problem) => clearedFact(on(problem.problemId, problem)));
  return [...fresh, ...cleared];
}
