import { cursorNumber, cursorOf, cursorParts } from './cursor.js';
import type { ProblemState } from '@ordertrace/model';
import { compareTexts } from './order-list.js';
import type { ProblemFilter, ProblemSort } from './problem-contract.js';

export function matchesProblemFilter(problem: ProblemState, filter: ProblemFilter): boolean {
  const { state, causeId, tenantId, orderId, flow, stage, situation, code, assignee } = filter;
  const { certainty, openedAfterNanos } = filter;
  const isUnresolved = problem.state !== 'resolved';
  return (
    (state === undefined || (state === 'unresolved' ? isUnresolved : problem.state === state)) &&
    (causeId === undefined || problem.causeId === causeId) &&
    (tenantId === undefined || problem.tenantId === tenantId) &&
    (orderId === undefined || problem.orderId === orderId) &&
    (flow === undefined || problem.flow === flow) &&
    (stage === undefined || problem.stage === stage) &&
    (situation === undefined || problem.situation === situation) &&
    (code === undefined || problem.code === code) &&
    (certainty === undefined || (problem.certainty ?? 'proven') === certainty) &&
    (assignee === undefined || problem.assignee === assignee) &&
    (openedAfterNanos === undefined || problem.openedNanos > openedAfterNanos)
  );
}

/** The end of a list page: a number to sort by, then an ID. */
export interface ListPosition {
  readonly value: bigint;
  readonly id: string;
}

export function problemPosition(problem: ProblemState, sort: ProblemSort): ListPosition {
  return { value: sort === 'since' ? problem.sinceNanos : problem.openedNanos, id: problem.problemId };
}

export function comparePlaces(a: ListPosition, b: ListPosition): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return compareTexts(a.id, b.id);
}

export function listCursor({ value, id }: ListPosition): string {
  return cursorOf([value.toString(), id]);
}

/** @throws StoreError `invalid_cursor` */
export function listPosition(cursor: string | undefined): ListPosition | undefined {
  if (cursor === undefined) return undefined;
  const [value, id] = cursorParts(cursor, 2);
  return { value: cursorNumber(value), id };
}
