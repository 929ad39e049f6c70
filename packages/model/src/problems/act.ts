import type { Fact } from '../facts/fact.js';
import type { EpochNanos } from '../time.js';
import type { ProblemFactKind } from './problem-facts.js';
import type { ProblemAction, ProblemState } from './problem.js';
import { nextTime } from './reconcile.js';

export interface PersonAct {
  readonly action: ProblemAction;
  /** Id of the person; stable while the person is known. */
  readonly actor: string;
  /** Name of the person, for display. */
  readonly actorName: string;
  readonly note?: string;
  /** For `assign` only; empty for nobody. */
  readonly assignee?: string;
  readonly timeNanos: EpochNanos;
  /** The fact's id. */
  readonly id: string;
}

/** The reason why an action is refused: `code` is stable, `message` explains the way out. */
export interface ActRefusal {
  readonly code: 'problem_resolved' | 'other_problem_open' | 'note_missing' | 'assignee_missing';
  readonly message: string;
}

const kinds: Readonly<Record<ProblemAction, ProblemFactKind>> = {
  acknowledge: 'problem.acknowledged',
  assign: 'problem.assigned',
  note: 'problem.noted',
  resolve: 'problem.resolved',
  reopen: 'problem.reopened',
};

/**
 * Returns why the action is refused, if it is. `other` is the order's unresolved problem, where that is a different
 * one.
 */
export function refusalOf(
  act: PersonAct,
  problem: ProblemState,
  other?: ProblemState,
): ActRefusal | undefined {
  const { action } = act;
  if (action === 'note' && (act.note ?? '') === '')
    return { code: 'note_missing', message: 'A note needs a text in `note`.' };
  if (action === 'assign' && act.assignee === undefined)
    return { code: 'assignee_missing', message: 'Say in `assignee` who takes it; empty for nobody.' };
  if ((action === 'acknowledge' || action === 'assign') && problem.state === 'resolved')
    return { code: 'problem_resolved', message: 'The problem is resolved. Reopen it first.' };
  if (action === 'reopen' && other !== undefined)
    return {
      code: 'other_problem_open',
      message: `The order has another problem that is not resolved: ${other.problemId}.`,
    };
  return undefined;
}

/** The fact of an accepted action; none where the problem already has that state and the action has no note. */
export function actFact(act: PersonAct, problem: ProblemState): Fact | undefined {
  const { action, actor, actorName, note, assignee, timeNanos, id } = act;
  if ((note ?? '') === '' && isSoAlready(act, problem)) return undefined;
  return {
    id,
    kind: kinds[action],
    timeNanos: nextTime(problem, timeNanos),
    actor,
    tenantId: problem.tenantId,
    orderId: problem.orderId,
    subject: problem.problemId,
    data: {
      ...(actorName === actor ? {} : { by_name: actorName }),
      ...(note === undefined || note === '' ? {} : { note }),
      ...(action === 'assign' ? { assignee: assignee ?? '' } : {}),
    },
  };
}

function isSoAlready({ action, assignee }: PersonAct, { state, assignee: taken }: ProblemState): boolean {
  switch (action) {
    case 'acknowledge':
      return state === 'acknowledged';
    case 'resolve':
      return state === 'resolved';
    case 'reopen':
      return state !== 'resolved';
    case 'assign':
      return (taken ?? '') === assignee;
    case 'note':
      return false;
  }
}
