import { grouped } from '@ordertrace/conventions';
import { earlier, later, orderRefText, type OrderRef, type ProblemState } from '@ordertrace/model';
import { compareTexts } from '../order-list.js';
import {
  causeExamples,
  type CauseGroup,
  type CausePage,
  type CauseQuery,
  type ProblemFilter,
  type ProblemPage,
  type ProblemQuery,
} from '../problem-contract.js';
import {
  comparePlaces,
  listCursor,
  listPosition,
  matchesProblemFilter,
  problemPosition,
} from '../problem-list.js';

/** Problem states in a map by id. */
export class KeptProblems {
  readonly #problems = new Map<string, ProblemState>();

  save(problems: readonly ProblemState[]): void {
    for (const problem of problems) this.#problems.set(problem.problemId, problem);
  }

  all(): readonly ProblemState[] {
    return [...this.#problems.values()];
  }

  dropOrder(order: OrderRef): void {
    for (const { problemId } of this.ofOrders([order])) this.#problems.delete(problemId);
  }

  change(change: (problem: ProblemState) => ProblemState): void {
    for (const [id, problem] of this.#problems) this.#problems.set(id, change(problem));
  }

  byId(problemIds: readonly string[]): ProblemState[] {
    return problemIds.map((id) => this.#problems.get(id)).filter((problem) => problem !== undefined);
  }

  ofOrders(orders: readonly OrderRef[]): ProblemState[] {
    const asked = new Set(orders.map(orderRefText));
    return this.all()
      .filter((problem) => asked.has(orderRefText(problem)))
      .sort((a, b) => comparePlaces(problemPosition(a, 'opened_at'), problemPosition(b, 'opened_at')));
  }

  page(query: ProblemQuery): ProblemPage {
    const sign = query.descending ? -1 : 1;
    const after = listPosition(query.cursor);
    const matching = this.#matching(query);
    const found = matching
      .map((problem) => ({ problem, place: problemPosition(problem, query.sort) }))
      .filter(({ place }) => after === undefined || comparePlaces(place, after) * sign > 0)
      .sort((a, b) => comparePlaces(a.place, b.place) * sign);
    const problems = found.slice(0, query.limit).map(({ problem }) => problem);
    const last = found[query.limit - 1];
    const next = last === undefined || found.length <= query.limit ? {} : { next: listCursor(last.place) };
    return { problems, total: matching.length, ...next };
  }

  causes(query: CauseQuery): CausePage {
    const after = listPosition(query.cursor);
    const groups = grouped(this.#matching(query), (problem) => problem.causeId);
    const found = [...groups.values()]
      .flatMap((problems) => causeGroup(problems) ?? [])
      .sort((a, b) => comparePlaces(causePosition(a), causePosition(b)))
      .filter((cause) => after === undefined || comparePlaces(causePosition(cause), after) > 0);
    const causes = found.slice(0, query.limit);
    const last = causes.at(-1);
    if (last === undefined || found.length <= query.limit) return { causes };
    return { causes, next: listCursor(causePosition(last)) };
  }

  #matching(filter: ProblemFilter): ProblemState[] {
    return this.all().filter((problem) => matchesProblemFilter(problem, filter));
  }
}

/** Most problems first. */
function causePosition({ count, causeId }: CauseGroup) {
  return { value: BigInt(-count), id: causeId };
}

function causeGroup(unsorted: readonly ProblemState[]): CauseGroup | undefined {
  const problems = unsorted.toSorted((a, b) =>
    a.sinceNanos === b.sinceNanos
      ? compareTexts(a.problemId, b.problemId)
      : a.sinceNanos < b.sinceNanos
        ? -1
        : 1,
  );
  const [first] = problems;
  if (first === undefined) return undefined;
  const { causeId, code, situation, details, owner } = first;
  const inState = (state: string) => problems.filter((problem) => problem.state === state).length;
  const opened = problems.map((problem) => problem.openedNanos);
  return {
    causeId,
    code,
    situation,
    details,
    owner,
    count: problems.length,
    open: inState('open'),
    acknowledged: inState('acknowledged'),
    firstNanos: opened.reduce(earlier),
    lastNanos: opened.reduce(later),
    oldestSinceNanos: first.sinceNanos,
    tenants: new Set(problems.map((problem) => problem.tenantId)).size,
    examples: problems
      .slice(0, causeExamples)
      .map(({ tenantId, orderId, problemId }) => ({ tenantId, orderId, problemId })),
  };
}
