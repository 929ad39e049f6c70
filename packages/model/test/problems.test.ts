import { createHash } from 'node:crypto';
import {
  actFact,
  causeText,
  expectedProblemId,
  foldProblem,
  reconcileProblem,
  refusalOf,
  type Diagnosis,
  type Fact,
  type OrderState,
  type ProblemAction,
  type ProblemState,
} from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const hash = (text: string, digits: number) =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);
const ref = { tenantId: 'retail', orderId: '17' };
const start = 1_800_000_000_000_000_000n;

const lost: Diagnosis = {
  situation: 'lost',
  code: 'message_not_consumed',
  details: { stage: 'SUBMITTED', destination: 'mes.orders', sender: 'shop-api', receiver: 'mes-api' },
  sinceNanos: start,
  owner: 'mes-api',
  evidence: [],
  next: [],
};
const failed: Diagnosis = {
  ...lost,
  situation: 'failed',
  code: 'failed_with_error',
  details: { stage: 'SUBMITTED', cause_application: 'mes-api', cause_operation: 'INSERT orders' },
  sinceNanos: start + 5n,
};
const overdue: Diagnosis = {
  ...lost,
  situation: 'stuck',
  code: 'stage_overdue',
  details: { stage: 'SUBMITTED' },
  sinceNanos: start + 9n,
};
const well: Diagnosis = { ...lost, situation: 'on_track', code: 'on_track', details: { stage: 'SUBMITTED' } };

function orderWith(diagnosis: Diagnosis | undefined, part: Partial<OrderState> = {}): OrderState {
  return {
    ...ref,
    flow: 'manufacturer',
    stage: 'SUBMITTED',
    stageSinceNanos: start - 10n,
    firstSeenNanos: start,
    lastSeenNanos: start,
    ...(diagnosis === undefined ? { closedNanos: start } : { diagnosis }),
    ...part,
  };
}

/** A history of one order's problems, as the desk keeps it. */
function history(slowIsProblem = false, own: { flow?: string } = {}) {
  const facts: Fact[] = [];
  let now = start + 1000n;
  const problems = (): ProblemState[] => {
    const subjects = new Set(facts.map((fact) => fact.subject));
    return [...subjects].flatMap(
      (subject) => foldProblem(facts.filter((fact) => fact.subject === subject)) ?? [],
    );
  };
  const unresolved = () => problems().filter((problem) => problem.state !== 'resolved');
  return {
    facts,
    problems,
    unresolved,
    found: (order: OrderState | undefined): readonly Fact[] => {
      now += 1000n;
      const rule = { hash, slowIsProblem, ...(own.flow === undefined ? {} : { ownFlow: own.flow }) };
      const expected = order === undefined ? undefined : expectedProblemId(order, rule);
      const fresh = reconcileProblem({
        ref,
        order,
        unresolved: unresolved()[0],
        nowNanos: now,
        ...rule,
        known: problems().find((problem) => problem.problemId === expected),
      });
      facts.push(...fresh);
      return fresh;
    },
    act: (action: ProblemAction, more: { note?: string; assignee?: string } = {}, on = problems().at(-1)) => {
      if (on === undefined) return 'no_problem';
      now += 1000n;
      const act = { action, actor: 'eva', actorName: 'Eva', timeNanos: now, id: `act ${now}`, ...more };
      const other = unresolved().find((problem) => problem.problemId !== on.problemId);
      const refusal = refusalOf(act, on, other);
      if (refusal !== undefined) return refusal.code;
      const fact = actFact(act, on);
      if (fact !== undefined) facts.push(fact);
      return 'done';
    },
  };
}

describe('a problem', () => {
  it('is opened once, however often the order is looked at', () => {
    const { found, problems } = history();
    expect(found(orderWith(lost))).toHaveLength(1);
    expect(found(orderWith({ ...lost, details: { ...lost.details, allowed_ms: 7 } }))).toEqual([]);
    expect(problems()).toMatchObject([
      { state: 'open', situation: 'lost', stage: 'SUBMITTED', sinceNanos: start, reopened: 0 },
    ]);
  });

  it('is not opened for an order that is on track or slow', () => {
    const { found } = history();
    expect(found(orderWith(well))).toEqual([]);
    expect(found(orderWith({ ...well, situation: 'slow', code: 'slow_stage' }))).toEqual([]);
  });

  it('is opened for a slow order where its flow says so, and goes on when the order gets stuck', () => {
    const { found, problems } = history(true);
    const slow = { ...well, situation: 'slow', code: 'slow_stage' } as const;
    expect(found(orderWith(slow))).toHaveLength(1);
    expect(found(orderWith({ ...slow, sinceNanos: slow.sinceNanos + 7n }))).toEqual([]);
    found(orderWith({ ...well, situation: 'stuck', code: 'stage_overdue' }));
    expect(problems()).toMatchObject([{ state: 'open', situation: 'stuck', code: 'stage_overdue' }]);
    found(orderWith(well));
    expect(problems()).toMatchObject([{ state: 'resolved', resolvedBy: 'system' }]);
  });

  it('has the same ids in a replay, whenever that is', () => {
    const [first, second] = [history(), history()];
    second.found(undefined);
    for (const one of [first, second]) {
      one.found(orderWith(lost));
      one.found(orderWith(failed));
      one.found(orderWith(undefined));
    }
    expect(second.facts.map((fact) => fact.id)).toEqual(first.facts.map((fact) => fact.id));
  });

  it('follows the diagnosis while the order stays where it is, and keeps who takes care of it', () => {
    const { found, act, problems } = history();
    found(orderWith(lost));
    act('acknowledge');
    found(orderWith(failed));
    expect(problems()).toMatchObject([
      { state: 'acknowledged', acknowledgedBy: 'Eva', situation: 'failed', code: 'failed_with_error' },
    ]);
    expect(problems()[0]?.facts.map((fact) => fact.kind)).toEqual([
      'problem.opened',
      'problem.acknowledged',
      'problem.updated',
    ]);
  });

  it.each([
    ['moves on', orderWith(well, { stage: 'PRICED' })],
    ['is well again', orderWith(well)],
    ['ends', orderWith(undefined)],
    ['is no more', undefined],
  ])('resolves by itself when the order %s', (_what, after) => {
    const { found, problems } = history();
    found(orderWith(lost));
    found(after);
    expect(problems()).toMatchObject([{ state: 'resolved', resolvedBy: 'system' }]);
  });

  it('of the next stage is another one', () => {
    const { found, problems } = history();
    found(orderWith(lost));
    found(orderWith(failed, { stage: 'PRICED', stageSinceNanos: start + 3n }));
    expect(problems().map(({ state, stage }) => [state, stage])).toEqual([
      ['resolved', 'SUBMITTED'],
      ['open', 'PRICED'],
    ]);
  });

  it('comes back when the same trouble does, unless a person said it is solved', () => {
    const { found, act, problems } = history();
    found(orderWith(lost));
    found(orderWith(well));
    found(orderWith(lost));
    expect(problems()).toMatchObject([{ state: 'open', reopened: 1, reopenedBy: 'system' }]);
    act('resolve', { note: 'sent again by hand' });
    expect(found(orderWith(lost))).toEqual([]);
    found(orderWith(failed));
    expect(problems().map((problem) => problem.state)).toEqual(['resolved', 'open']);
  });

  it('does not come back because a deadline was learned anew', () => {
    const { found, act } = history();
    found(orderWith(overdue));
    act('resolve');
    expect(found(orderWith({ ...overdue, sinceNanos: overdue.sinceNanos + 500n }))).toEqual([]);
  });

  it('that came back ends by itself once more', () => {
    const { found, problems } = history();
    for (const diagnosis of [lost, well, lost, well]) found(orderWith(diagnosis));
    expect(problems()).toMatchObject([{ state: 'resolved', resolvedBy: 'system', reopened: 1 }]);
  });

  it('that a person reopened stays until the order moves on', () => {
    const { found, act, problems } = history();
    found(orderWith(lost));
    found(orderWith(well));
    expect(act('reopen')).toBe('done');
    expect(found(orderWith(well))).toEqual([]);
    found(orderWith(well, { stage: 'PRICED' }));
    expect(problems()).toMatchObject([{ state: 'resolved', resolvedBy: 'system', reopened: 1 }]);
  });

  it('refuses what makes no sense, and says why', () => {
    const { found, act, problems } = history();
    found(orderWith(lost));
    expect(act('note')).toBe('note_missing');
    expect(act('assign')).toBe('assignee_missing');
    act('resolve');
    expect(act('acknowledge')).toBe('problem_resolved');
    found(orderWith(failed));
    expect(act('reopen', {}, problems()[0])).toBe('other_problem_open');
  });

  it('tells nothing twice: what is so already adds no fact', () => {
    const { found, act, facts } = history();
    found(orderWith(lost));
    for (const action of ['acknowledge', 'assign', 'acknowledge', 'assign'] as const) {
      act(action, { assignee: 'Eva' });
    }
    expect(facts).toHaveLength(3);
  });
});

const step = fc.oneof(
  fc.constantFrom(lost, failed, overdue, well, undefined).map((diagnosis) => ({ diagnosis })),
  fc.constantFrom<ProblemAction>('acknowledge', 'resolve', 'reopen', 'note').map((action) => ({ action })),
);

describe('problems as a fold', () => {
  it('are the same from the same facts, shuffled and doubled; one of an order at most is unresolved', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (steps, dice) => {
        const { found, act, facts, problems, unresolved } = history();
        for (const one of steps) {
          if ('action' in one) act(one.action, { note: 'n' });
          else found(orderWith(one.diagnosis));
          expect(unresolved().length).toBeLessThanOrEqual(1);
        }
        for (const problem of problems()) {
          const own = facts.filter((fact) => fact.subject === problem.problemId);
          const shuffled = [...own, ...own]
            .map((fact) => ({ fact, rank: dice.next().value }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ fact }) => fact);
          expect(foldProblem(shuffled)).toEqual(problem);
          expect(foldProblem([...problem.facts, ...shuffled])).toEqual(problem);
        }
      }),
    );
  });

  it('are none without the fact that opens them', () => {
    const { found, act, facts } = history();
    found(orderWith(lost));
    act('acknowledge');
    expect(foldProblem(facts.slice(1))).toBeUndefined();
    expect(foldProblem([])).toBeUndefined();
  });
});

describe('a cause', () => {
  it('is the same for the same hop, error or stage, whatever order it is', () => {
    expect(causeText({ ...lost, details: { ...lost.details, stage: 'other', allowed_ms: 1 } })).toBe(
      causeText(lost),
    );
    expect(causeText({ ...lost, details: { ...lost.details, receiver: 'other' } })).not.toBe(causeText(lost));
    expect(new Set([lost, failed, overdue].map(causeText)).size).toBe(3);
  });

  it('of a stage is told apart from the same stage and owner of another flow; of a hop it is not', () => {
    const ofRepairs = (diagnosis: Diagnosis) => ({
      ...diagnosis,
      details: { ...diagnosis.details, flow: 'repairs' },
    });
    expect(causeText(ofRepairs(overdue))).not.toBe(causeText(overdue));
    expect(causeText(ofRepairs(lost))).toBe(causeText(lost));
  });

  it('that gets its flow later stays the same problem, resolved by a person or open', () => {
    const own: { flow?: string } = {};
    const { found, act, problems, unresolved } = history(false, own);
    found(orderWith(overdue));
    const before = problems()[0]?.causeId;
    own.flow = 'repairs';
    found(orderWith(overdue));
    expect(problems()).toHaveLength(1);
    expect(unresolved()[0]?.causeId).not.toBe(before);
    act('resolve');
    delete own.flow;
    expect(found(orderWith(overdue))).toEqual([]);
    expect(unresolved()).toEqual([]);
  });
});
