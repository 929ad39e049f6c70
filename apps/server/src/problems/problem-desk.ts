import { grouped } from '@ordertrace/conventions';
import { createHash, randomUUID } from 'node:crypto';
import {
  actFact,
  expectedProblemId,
  foldProblem,
  isSideProblem,
  orderRefText,
  reconcileProblem,
  reconcileSideProblems,
  refusalOf,
  type ActRefusal,
  type EpochNanos,
  type Fact,
  type Flows,
  type HexHash,
  type OrderRef,
  type OrderState,
  type ProblemAction,
  type ProblemRule,
  type ProblemState,
  type SideLoss,
} from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { LiveChanges } from '../live/live-changes.js';

export interface ProblemDeskOptions {
  readonly store: Store;
  readonly now: () => EpochNanos;
  /** Scrubs a note, for example a customer's address. */
  readonly scrubNote?: (note: string) => string;
  readonly live?: LiveChanges;
  /** The active flows, which define whether slow orders are problems; by default they are not. */
  readonly flows?: () => Flows;
}

/** An order as the watch found it; without a state if it was removed. */
export interface FoundOrder {
  readonly ref: OrderRef;
  readonly order: OrderState | undefined;
  /** Its lost side messages; absent where its spans were not read. */
  readonly sideLosses?: readonly SideLoss[];
}

export interface Act {
  readonly action: ProblemAction;
  readonly by: { readonly subject: string; readonly name: string };
  readonly note?: string | undefined;
  readonly assignee?: string | undefined;
}

export type ActResult =
  | { readonly done: true; readonly problem: ProblemState }
  | { readonly done: false; readonly problemId: string; readonly refusal: ActRefusal };

export const problemHash: HexHash = (text, digits) =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);

/**
 * Opens, changes and resolves problems, for the watch (as orders change) and for persons. It handles one
 * action at a time, so that each sees the result of the previous one.
 */
export class ProblemDesk {
  readonly #store: Store;
  readonly #now: () => EpochNanos;
  readonly #scrubNote: (note: string) => string;
  readonly #live: LiveChanges | undefined;
  readonly #flows: (() => Flows) | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ store, now, scrubNote = (note) => note, live, flows }: ProblemDeskOptions) {
    this.#store = store;
    this.#now = now;
    this.#scrubNote = scrubNote;
    this.#live = live;
    this.#flows = flows;
  }

  /** Updates the problems of these orders to match their diagnoses. Idempotent. */
  reconcile(found: readonly FoundOrder[]): Promise<void> {
    if (found.length === 0) return Promise.resolve();
    return this.#alone(async () => {
      const problems = await this.#store.problemsOfOrders(found.map(({ ref }) => ref));
      const byOrder = grouped(problems, orderRefText);
      const nowNanos = this.#now();
      const facts = found.flatMap(({ ref, order, sideLosses }) => {
        const all = byOrder.get(orderRefText(ref)) ?? [];
        const known = all.filter((problem) => !isSideProblem(problem));
        const side = { ref, order, known: all.filter(isSideProblem), nowNanos, hash: problemHash };
        const lost = order === undefined ? [] : sideLosses;
        const rule = this.#ruleOf(order?.flow ?? '');
        const expected = order === undefined ? undefined : expectedProblemId(order, rule);
        const own = reconcileProblem({
          ref,
          order,
          unresolved: known.findLast((problem) => problem.state !== 'resolved'),
          known: known.find((problem) => problem.problemId === expected),
          nowNanos,
          ...rule,
        });
        return lost === undefined ? own : [...own, ...reconcileSideProblems({ ...side, lost })];
      });
      await this.#save(facts, problems);
    });
  }

  #ruleOf(flowName: string): ProblemRule {
    const flow = this.#flows?.().named(flowName);
    return {
      hash: problemHash,
      slowIsProblem: flow?.slowIsProblem ?? false,
      ...(flow?.claim === undefined ? {} : { ownFlow: flow.name }),
    };
  }

  /** Applies a person's action to a problem. Returns the new state, or why the action is not possible. */
  act(problem: ProblemState, act: Act): Promise<ActResult> {
    return this.#alone(async () => {
      const [results] = await this.#actOn([problem.problemId], act);
      if (results === undefined) throw new RangeError(`There is no problem ${problem.problemId}.`);
      return results;
    });
  }

  /** As `act`, for many problems in one step. Unknown IDs are ignored. */
  actOnAll(problemIds: readonly string[], act: Act): Promise<readonly ActResult[]> {
    return this.#alone(() => this.#actOn([...new Set(problemIds)], act));
  }

  async #actOn(problemIds: readonly string[], act: Act): Promise<readonly ActResult[]> {
    const problems = await this.#store.problemsById(problemIds);
    const ofOrders = grouped(await this.#store.problemsOfOrders(problems), orderRefText);
    const note = act.note === undefined ? {} : { note: this.#scrubNote(act.note) };
    const assignee = act.assignee === undefined ? {} : { assignee: act.assignee };
    const facts: Fact[] = [];
    const refused: ActResult[] = [];
    for (const problem of problems) {
      const { problemId } = problem;
      const person = { actor: act.by.subject, actorName: act.by.name, ...note, ...assignee };
      const one = { action: act.action, ...person, timeNanos: this.#now(), id: randomUUID() };
      const other = ofOrders
        .get(orderRefText(problem))
        ?.filter((known) => !isSideProblem(problem) && !isSideProblem(known))
        .find((known) => known.state !== 'resolved' && known.problemId !== problemId);
      const refusal = refusalOf(one, problem, other);
      const fact = refusal === undefined ? actFact(one, problem) : undefined;
      if (refusal !== undefined) refused.push({ done: false, problemId, refusal });
      if (fact !== undefined) facts.push(fact);
    }
    const saved = await this.#save(facts, problems);
    const isRefused = new Set(refused.map((result) => (result.done ? '' : result.problemId)));
    return [
      ...problems
        .filter((problem) => !isRefused.has(problem.problemId))
        .map((problem): ActResult => ({ done: true, problem: saved.get(problem.problemId) ?? problem })),
      ...refused,
    ];
  }

  /** Stores the facts and the resulting states; returns the states. */
  async #save(
    facts: readonly Fact[],
    known: readonly ProblemState[],
  ): Promise<ReadonlyMap<string, ProblemState>> {
    if (facts.length === 0) return new Map();
    const before = new Map(known.map((problem) => [problem.problemId, problem.facts]));
    const after = new Map<string, ProblemState>();
    for (const [problemId, fresh] of grouped(facts, (fact) => fact.subject)) {
      const problem = foldProblem([...(before.get(problemId) ?? []), ...fresh]);
      if (problem !== undefined) after.set(problemId, problem);
    }
    const problems = [...after.values()];
    await this.#store.saveProblems({ facts, problems });
    this.#live?.note({ orders: problems, problems: true });
    return after;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
