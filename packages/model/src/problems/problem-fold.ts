import { systemActor, type Fact } from '../facts/fact.js';
import { findingOf, type ProblemFinding } from './problem-facts.js';
import type { ProblemState } from './problem.js';

type Progress = {
  -readonly [
    Name in keyof Pick<
      ProblemState,
      | 'state'
      | 'assignee'
      | 'acknowledgedNanos'
      | 'acknowledgedBy'
      | 'resolvedNanos'
      | 'resolvedBy'
      | 'reopened'
      | 'reopenedBy'
    >
  ]: ProblemState[Name];
};

/** Sorted by time, then id; each id once. */
function inOrder(facts: readonly Fact[]): readonly Fact[] {
  const once = new Map<string, Fact>();
  for (const fact of facts) {
    const known = once.get(fact.id);
    if (known === undefined || isBefore(fact, known)) once.set(fact.id, fact);
  }
  return [...once.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

/**
 * Whether a fact has precedence over another with its id. The earliest has, so that the same set gives the same state.
 */
function isBefore(a: Fact, b: Fact): boolean {
  if (a.timeNanos !== b.timeNanos) return a.timeNanos < b.timeNanos;
  return a.id === b.id ? a.kind < b.kind : a.id < b.id;
}

/** Name of the actor, for display. */
export function doerOf({ actor, data }: Fact): string {
  const name = data['by_name'];
  return typeof name === 'string' && name !== '' && actor !== systemActor ? name : actor;
}

/** State changes of a problem, by the kind of the next fact. */
const steps: Readonly<Record<string, (progress: Progress, fact: Fact) => void>> = {
  'problem.acknowledged': (progress, fact) => {
    if (progress.state !== 'open') return;
    progress.state = 'acknowledged';
    progress.acknowledgedNanos = fact.timeNanos;
    progress.acknowledgedBy = doerOf(fact);
  },
  'problem.assigned': (progress, { data }) => {
    const { assignee } = data as { assignee?: unknown };
    if (typeof assignee === 'string' && assignee !== '') progress.assignee = assignee;
    else delete progress.assignee;
  },
  'problem.resolved': (progress, fact) => {
    if (progress.state === 'resolved') return;
    progress.state = 'resolved';
    progress.resolvedNanos = fact.timeNanos;
    progress.resolvedBy = doerOf(fact);
    delete progress.reopenedBy;
  },
  'problem.reopened': (progress, fact) => {
    if (progress.state !== 'resolved') return;
    progress.state = 'open';
    progress.reopened++;
    progress.reopenedBy = doerOf(fact);
    delete progress.resolvedNanos;
    delete progress.resolvedBy;
    delete progress.acknowledgedNanos;
    delete progress.acknowledgedBy;
  },
};

/**
 * A problem's state as a function of the set of its facts: shuffled, duplicated or split facts give the same state.
 * `undefined` where no fact contains a finding.
 */
export function foldProblem(facts: readonly Fact[]): ProblemState | undefined {
  const ordered = inOrder(facts);
  const opened = ordered.find((fact) => fact.kind === 'problem.opened');
  const last = ordered.at(-1);
  if (opened === undefined || last === undefined) return undefined;
  let finding: ProblemFinding | undefined;
  const progress: Progress = { state: 'open', reopened: 0 };
  for (const fact of ordered) {
    finding = findingOf(fact.data) ?? finding;
    steps[fact.kind]?.(progress, fact);
  }
  if (finding === undefined) return undefined;
  return {
    tenantId: opened.tenantId,
    orderId: opened.orderId,
    problemId: opened.subject,
    ...finding,
    openedNanos: opened.timeNanos,
    lastNanos: last.timeNanos,
    ...progress,
    facts: ordered,
  };
}

/** Number of the server's own facts about the problem; part of the id of its next fact. */
export function systemSteps(problem: ProblemState | undefined): number {
  return problem?.facts.filter((fact) => fact.actor === systemActor).length ?? 0;
}
