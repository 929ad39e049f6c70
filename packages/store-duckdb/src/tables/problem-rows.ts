import { foldProblem, type ProblemState } from '@ordertrace/model';
import { StoreError } from '@ordertrace/store';
import { factOf, factRow, type FactRow } from './facts.js';

/** A problem for the table: the columns for lists and groups, and its facts, from which it is rebuilt. */
export type ProblemRow = readonly (string | bigint | null)[];

/** Columns of a `ProblemRow`; texts unless they end in `_nanos`. */
export const problemColumns = [
  ...['problem_id', 'tenant_id', 'order_id', 'flow', 'stage', 'situation', 'code', 'cause_id', 'owner'],
  ...['state', 'assignee', 'since_nanos', 'opened_nanos', 'acknowledged_nanos', 'resolved_nanos', 'details'],
  'facts',
  'certainty',
] as const;

export function problemRow(problem: ProblemState): ProblemRow {
  const { problemId, tenantId, orderId, flow, stage, situation, code, causeId, owner, state } = problem;
  return [
    ...[problemId, tenantId, orderId, flow, stage, situation, code, causeId, owner, state],
    problem.assignee ?? null,
    problem.sinceNanos,
    problem.openedNanos,
    problem.acknowledgedNanos ?? null,
    problem.resolvedNanos ?? null,
    JSON.stringify(problem.details),
    JSON.stringify(problem.facts.map(factRow), (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
    problem.certainty ?? null,
  ];
}

/** Rebuilds the problem from the facts in the table. */
export function problemOf(text: string): ProblemState {
  const rows = JSON.parse(text) as unknown as (string | number)[][];
  const problem = foldProblem(
    rows.map(([id, kind, time, ...rest]) =>
      factOf([id, kind, BigInt(time ?? 0), ...rest] as unknown as FactRow),
    ),
  );
  if (problem === undefined) throw new StoreError('broken', 'A problem in the store has no facts.');
  return problem;
}
