import { allPages, definedFields } from '@ordertrace/conventions';
import type { ProblemActionsBody, ProblemActionsResult } from '@ordertrace/api';
import type { ProblemState } from '@ordertrace/model';
import type { Store, ProblemQuery } from '@ordertrace/store';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../http/errors.js';
import { actBy } from './act-by.js';
import type { ProblemDesk } from './problem-desk.js';

const problemsAtOnce = 500;

/** With `tenantId`, only that tenant's problems are changed; others get the same response as unknown ones. */
export async function actOnMany(
  { store, desk }: { readonly store: Store; readonly desk: ProblemDesk },
  request: FastifyRequest<{ Body: ProblemActionsBody }>,
  tenantId: string | undefined,
): Promise<ProblemActionsResult> {
  const { problem_ids: ids, cause_id: cause, ...body } = request.body;
  if ((ids === undefined) === (cause === undefined))
    throw new ApiError(400, 'invalid_parameter', {
      message: 'Give either problem_ids or cause_id.',
      field: 'problem_ids',
    });
  const act = actBy(request, body);
  let done = 0;
  const refused: ProblemActionsResult['refused'] = [];
  for await (const problems of ids === undefined
    ? ofCause(store, cause ?? '', tenantId)
    : named(store, ids)) {
    const mine = problems.filter((problem) => tenantId === undefined || problem.tenantId === tenantId);
    const results = await desk.actOnAll(
      mine.map((problem) => problem.problemId),
      act,
    );
    for (const result of results) {
      if (result.done) done++;
      else {
        const { code, message } = result.refusal;
        refused.push({ problem_id: result.problemId, code, detail: message });
      }
    }
    if (ids !== undefined) refused.push(...missing(ids, mine));
  }
  return { done, refused };
}

function missing(ids: readonly string[], found: readonly ProblemState[]): ProblemActionsResult['refused'] {
  const known = new Set(found.map((problem) => problem.problemId));
  return [...new Set(ids)]
    .filter((id) => !known.has(id))
    .map((id) => ({ problem_id: id, code: 'no_such_problem', detail: `There is no problem ${id}.` }));
}

async function* named(store: Store, ids: readonly string[]): AsyncIterable<readonly ProblemState[]> {
  yield await store.problemsById([...new Set(ids)]);
}

async function* ofCause(
  store: Store,
  causeId: string,
  tenantId: string | undefined,
): AsyncIterable<readonly ProblemState[]> {
  const query: ProblemQuery = {
    causeId,
    state: 'unresolved',
    sort: 'opened_at',
    descending: false,
    limit: problemsAtOnce,
    ...definedFields({ tenantId }),
  };
  for await (const { problems } of allPages((from) => store.listProblems({ ...query, ...from })))
    yield problems;
}
