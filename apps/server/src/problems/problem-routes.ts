import { definedFields } from '@ordertrace/conventions';
import {
  CauseList,
  CauseListQuery,
  Problem,
  ProblemActionBody,
  ProblemActionsBody,
  ProblemActionsResult,
  ProblemList,
  ProblemListQuery,
  type CauseList as CauseListJson,
  type ProblemList as ProblemListJson,
} from '@ordertrace/api';
import { problemActions, type Flows, type ProblemState } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { RouteApp } from '../http/route-app.js';
import { tenantScope } from '../access/index.js';
import type { Answers } from '../answers/index.js';
import { ApiError } from '../http/errors.js';
import { readerOf } from '../http/reader.js';
import { actBy } from './act-by.js';
import { actOnMany } from './act-on-many.js';
import type { ProblemDesk } from './problem-desk.js';
import { problemFilter, problemSort } from './problem-filter.js';
import { causeView, problemView } from './problem-view.js';

export interface ProblemRouteOptions {
  readonly store: Store;
  readonly desk: ProblemDesk;
  readonly answers: Answers;
  /** The active flows. */
  readonly flows: () => Flows;
}

const ProblemParams = Type.Object({
  problem_id: Type.String({ minLength: 1, maxLength: 64, description: 'The problem' }),
});

/** Finds the problem if the caller may see it. @throws ApiError 404 */
async function findProblem(store: Store, request: FastifyRequest, id: string): Promise<ProblemState> {
  const [problem] = await store.problemsById([id]);
  const scope = tenantScope(request, undefined);
  if (problem === undefined || (scope !== undefined && problem.tenantId !== scope))
    throw new ApiError(404, 'no_such_problem', { message: `There is no problem ${id}.` });
  return problem;
}

export const problemRoutes: FastifyPluginCallbackTypebox<ProblemRouteOptions> = (app, options, done) => {
  readingRoutes(app, options);
  actionRoutes(app, options);
  causeRoutes(app, options);
  done();
};

/** How old sentences with durations may be: the youngest are in seconds. */
const sentencesMs = 10_000;

function readingRoutes(app: RouteApp, { store, answers, flows }: ProblemRouteOptions): void {
  app.get(
    '/problems',
    {
      config: { entityTag: true },
      schema: {
        summary: 'Problems, filtered and sorted; the latest first unless said',
        querystring: ProblemListQuery,
        response: { 200: ProblemList },
      },
    },
    async (request, reply) => {
      const { sort, limit = 50, cursor } = request.query;
      const filter = problemFilter(request, request.query);
      const query = { ...filter, ...problemSort(sort), limit, ...definedFields({ cursor }) };
      const scope = { tenantId: filter.tenantId, clockMs: sentencesMs };
      return answers.send({ request, reply, ...scope }, async (reader): Promise<ProblemListJson> => {
        const page = await store.listProblems(query);
        const problems = page.problems.map((problem) => problemView(problem, reader));
        return { problems, next: page.next ?? null, total: page.total };
      });
    },
  );
  app.get(
    '/problems/:problem_id',
    {
      schema: {
        summary: 'One problem with its history',
        params: ProblemParams,
        response: { 200: Problem },
      },
    },
    async (request) =>
      problemView(await findProblem(store, request, request.params.problem_id), readerOf(request, flows())),
  );
}

function actionRoutes(app: RouteApp, options: ProblemRouteOptions): void {
  const { store, desk, flows } = options;
  for (const action of problemActions) {
    app.post(
      `/problems/:problem_id/${action}`,
      {
        config: { problems: [409] },
        schema: {
          summary: `What a person does with a problem: ${action}`,
          params: ProblemParams,
          body: ProblemActionBody,
          response: { 200: Problem },
        },
      },
      async (request) => {
        const problem = await findProblem(store, request, request.params.problem_id);
        const result = await desk.act(problem, actBy(request, { action, ...request.body }));
        if (!result.done) throw refused(result.refusal);
        return problemView(result.problem, readerOf(request, flows()));
      },
    );
  }

  app.post(
    '/problems/actions',
    {
      schema: {
        summary: 'The same with many problems: those named, or the unresolved ones of a cause',
        body: ProblemActionsBody,
        response: { 200: ProblemActionsResult },
      },
    },
    (request) => actOnMany(options, request, tenantScope(request, undefined)),
  );
}

function causeRoutes(app: RouteApp, { store, answers }: ProblemRouteOptions): void {
  app.get(
    '/causes',
    {
      config: { entityTag: true },
      schema: {
        summary: 'Unresolved problems grouped by cause, biggest first',
        querystring: CauseListQuery,
        response: { 200: CauseList },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor, ...query } = request.query;
      const filter = problemFilter(request, { state: 'unresolved', ...query });
      const scope = { request, reply, tenantId: filter.tenantId };
      return answers.send(scope, async (reader): Promise<CauseListJson> => {
        const page = await store.listCauses({ ...filter, limit, ...definedFields({ cursor }) });
        return { causes: page.causes.map((cause) => causeView(cause, reader)), next: page.next ?? null };
      });
    },
  );
}

const refusedFields = { note_missing: 'note', assignee_missing: 'assignee' } as const;

function refused({ code, message }: { code: string; message: string }): ApiError {
  if (code === 'note_missing' || code === 'assignee_missing')
    return new ApiError(400, code, { message, field: refusedFields[code] });
  return new ApiError(409, code, { message });
}
