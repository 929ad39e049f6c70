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
  /**
   * A page of problems.
   *
   * @example const { problems, next } = await api.problems({ state: 'open', limit: 20 });
   */
  problems(query: ProblemListQuery, options?: CallOptions): Promise<ProblemList>;
  /**
   * One problem with its history.
   *
   * @example const { cause_id } = await api.problem('p-7c9e6679');
   */
  problem(problemId: string, options?: CallOptions): Promise<Problem>;
  /**
   * Returns the problem after the action. Refused with `problem_resolved` or `other_problem_open` (409).
   *
   * @example await api.actOnProblem({ problemId: 'p-7c9e6679', action: 'acknowledge' });
   */
  actOnProblem(
    act: { readonly problemId: string; readonly action: ProblemAction } & ProblemActionBody,
    options?: CallOptions,
  ): Promise<Problem>;
  /**
   * The same action on many problems.
   *
   * @example await api.actOnProblems({ action: 'resolve', problem_ids: ['p-1', 'p-2'] });
   */
  actOnProblems(act: ProblemActionsBody, options?: CallOptions): Promise<ProblemActionsResult>;
  /**
   * Unresolved problems by cause, most first.
   *
   * @example const { causes } = await api.causes({ limit: 10 });
   */
  causes(query: CauseListQuery, options?: CallOptions): Promise<CauseList>;
  /**
   * Lead time, lost and unresolved orders, and hours of work.
   *
   * @example const { lead_time } = await api.numbers({ tenant: 'goldwerk' });
   */
  numbers(query: NumbersQuery, options?: CallOptions): Promise<Numbers>;
  /**
   * Sent alerts, latest first.
   *
   * @example const { deliveries } = await api.alertDeliveries({ limit: 20 });
   */
  alertDeliveries(query: AlertDeliveriesQuery, options?: CallOptions): Promise<AlertDeliveries>;
  /**
   * URL of the live events, for an `EventSource`. The data of each `changed` event is a `Changed` as JSON.
   *
   * @example const events = new EventSource(api.eventsUrl({ tenant: 'goldwerk' }));
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
