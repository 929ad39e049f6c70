import type { AlertDeliveries, AlertDeliveriesQuery } from '../schemas/alerts.js';
import type { Numbers, NumbersQuery } from '../schemas/numbers.js';
import type {
  CauseList,
  CauseListQuery,
  Problem,
  ProblemAction,
  ProblemActionBody,
  ProblemActionsBody,
  ProblemActionsResult,
  ProblemList,
  ProblemListQuery,
} from '../schemas/problems.js';
import type { Calls, CallOptions } from './send.js';

/** Problems, their causes, their alerts, and the three numbers. */
export interface ProblemCalls {
  problems(query: ProblemListQuery, options?: CallOptions): Promise<ProblemList>;
  problem(problemId: string, options?: CallOptions): Promise<Problem>;
  /** Returns the problem after the action. Refused with `problem_resolved` or `other_problem_open` (409). */
  actOnProblem(
    act: { readonly problemId: string; readonly action: ProblemAction } & ProblemActionBody,
    options?: CallOptions,
  ): Promise<Problem>;
  actOnProblems(act: ProblemActionsBody, options?: CallOptions): Promise<ProblemActionsResult>;
  causes(query: CauseListQuery, options?: CallOptions): Promise<CauseList>;
  numbers(query: NumbersQuery, options?: CallOptions): Promise<Numbers>;
  alertDeliveries(query: AlertDeliveriesQuery, options?: CallOptions): Promise<AlertDeliveries>;
  /**
   * URL of the live events, for an `EventSource`. The data of each `changed` event is a `Changed` as JSON.
   */
  eventsUrl(query: { readonly tenant?: string }): string;
}

export function problemCalls(calls: Calls, baseUrl: string): ProblemCalls {
  const ofProblem = (problemId: string) => `/problems/${encodeURIComponent(problemId)}`;
  return {
    problems: (query, options) => calls.get('/problems', query, options),
    problem: (problemId, options) => calls.get(ofProblem(problemId), {}, options),
    actOnProblem: ({ problemId, action, ...body }, options) =>
      calls.post(`${ofProblem(problemId)}/${action}`, body, options),
    actOnProblems: (act, options) => calls.post('/problems/actions', act, options),
    causes: (query, options) => calls.get('/causes', query, options),
    numbers: (query, options) => calls.get('/numbers', query, options),
    alertDeliveries: (query, options) => calls.get('/alerts/deliveries', query, options),
    eventsUrl: ({ tenant }) =>
      `${baseUrl}/events${tenant === undefined ? '' : `?tenant=${encodeURIComponent(tenant)}`}`,
  };
}
