import {
  actFact,
  causePlace,
  causeText,
  doerOf,
  expectedProblemId,
  foldProblem,
  reconcileProblem,
  refusalOf,
  type Diagnosis,
  type Fact,
  type OrderState,
  type PersonAct,
  type ProblemState,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { start } from './sample-hop.js';

const hash = (text: string, digits: number) => `${text}|${digits}`;
const ref = { tenantId: 'retail', orderId: '17' };

const lost: Diagnosis = {
  ...{
    situation: 'lost',
    code: 'message_not_consumed',
    certainty: 'likely',
    owner: 'mes-api',
    sinceNanos: start,
  },
  details: {
    stage: 'SUBMITTED',
    destination: 'mes.orders',
    sender: 'shop-api',
    receiver: 'mes-api',
    allowed_ms: 7,
  },
  ...{ evidence: [], next: [] },
};

function orderWith(diagnosis: Diagnosis, rest: Partial<OrderState> = {}): OrderState {
  return {
    ...{ ...ref, flow: 'manufacturer', stage: 'SUBMITTED', stageSinceNanos: start - 10n },
    ...{ firstSeenNanos: start, lastSeenNanos: start, diagnosis },
    ...rest,
  };
}

function openedBy(diagnosis: Diagnosis): Fact {
  const [fact, ...more] = reconcileProblem({
    ...{
      ref,
      order: orderWith(diagnosis),
      unresolved: undefined,
      known: undefined,
      nowNanos: start + 5n,
      hash,
    },
  });
  expect(more).toEqual([]);
  return fact!;
}

function problemWith(facts: readonly Fact[]): ProblemState {
  return foldProblem(facts)!;
}

const opened = openedBy(lost);
const problem = problemWith([opened]);

describe('the place of a cause', () => {
  const details = {
    ...{
      destination: 'q',
      receiver: 'mes',
      sender: 'shop',
      application: 'app',
      operation: 'op',
      work: 'pricing',
    },
    ...{ cause_application: 'db', cause_operation: 'INSERT', status_code: '9', stage: 'PACKED' },
  };
  const hopPlace = { destination: 'q', application: 'mes' };
  it.each<[Diagnosis['code'], changed: Record<string, string>, place: object]>([
    ['message_not_consumed', {}, hopPlace],
    ['request_not_received', {}, hopPlace],
    ['message_dead_lettered', {}, hopPlace],
    ['receipt_not_seen', {}, hopPlace],
    ['side_effect_lost', {}, hopPlace],
    ['side_effect_lost', { receiver: '' }, { destination: 'q', application: 'shop' }],
    ['failed_with_error', {}, { application: 'db', error: 'INSERT 9' }],
    [
      'failed_with_error',
      { cause_application: '', cause_operation: '' },
      { application: 'app', error: 'op 9' },
    ],
    ['failed_with_error', { status_code: 'ERROR' }, { application: 'db', error: 'INSERT' }],
    ['failed_with_error', { status_code: 'OK' }, { application: 'db', error: 'INSERT' }],
    ['failed_with_error', { cause_operation: '', operation: '' }, { application: 'db', error: '9' }],
    ['work_not_finished', {}, { application: 'app', error: 'pricing' }],
    ['no_telemetry', {}, { application: 'app' }],
    ['stage_overdue', {}, { stage: 'PACKED', application: 'ann' }],
    ['slow_stage', {}, { stage: 'PACKED', application: 'ann' }],
    ['on_track', { flow: 'repairs' }, { stage: 'PACKED', application: 'ann', flow: 'repairs' }],
  ])('of %s with %o', (code, changed, place) => {
    expect(causePlace({ code, details: { ...details, ...changed }, owner: 'ann' })).toEqual(place);
  });

  it('is empty where the details lack it, and one text with its code', () => {
    expect(causePlace({ code: 'no_telemetry', details: {}, owner: '' })).toEqual({ application: '' });
    expect(causeText(lost)).toBe('message_not_consumed\nmes-api\nmes.orders\n\n');
    expect(causeText({ code: 'slow_stage', details: { stage: 'A', flow: 'f' }, owner: 'ann' })).toBe(
      'slow_stage\nann\n\nA\n\nf',
    );
  });
});

describe('the fact that opens a problem', () => {
  it('is the server’s own, and holds the finding', () => {
    expect(opened).toMatchObject({
      ...{
        kind: 'problem.opened',
        timeNanos: start + 5n,
        actor: 'system',
        ...ref,
        subject: problem.problemId,
      },
      data: {
        ...{ flow: 'manufacturer', stage: 'SUBMITTED', situation: 'lost', code: 'message_not_consumed' },
        ...{ certainty: 'likely', owner: 'mes-api', details: lost.details },
        ...{
          stage_since_nanos: `${start - 10n}`,
          since_nanos: `${start}`,
          cause_id: `${causeText(lost)}|16`,
        },
      },
    });
    expect(problem).toMatchObject({
      ...{
        ...ref,
        flow: 'manufacturer',
        stage: 'SUBMITTED',
        situation: 'lost',
        code: 'message_not_consumed',
      },
      ...{ certainty: 'likely', owner: 'mes-api', details: lost.details, causeId: `${causeText(lost)}|16` },
      ...{ stageSinceNanos: start - 10n, sinceNanos: start, openedNanos: start + 5n, lastNanos: start + 5n },
      ...{ state: 'open', reopened: 0, facts: [opened] },
    });
    expect(Object.keys(problem)).not.toContain('assignee');
  });

  it.each<[Diagnosis['code'], by: 'stage' | 'time']>([
    ['stage_overdue', 'stage'],
    ['slow_stage', 'stage'],
    ['no_telemetry', 'stage'],
    ['message_not_consumed', 'time'],
    ['failed_with_error', 'time'],
  ])('of %s has the id of its cause and its %s', (code, by) => {
    const idOf = (sinceNanos: bigint, stageSinceNanos: bigint) =>
      expectedProblemId(orderWith({ ...lost, code, sinceNanos }, { stageSinceNanos }), { hash });
    const first = idOf(1n, 1n);
    expect(idOf(2n, 1n) === first).toBe(by === 'stage');
    expect(idOf(1n, 2n) === first).toBe(by === 'time');
    expect(
      expectedProblemId(
        orderWith({ ...lost, code, sinceNanos: 1n }, { stageSinceNanos: 1n, tenantId: 'x' }),
        { hash },
      ),
    ).not.toBe(first);
  });

  it.each<[what: string, data: Fact['data'], is: boolean]>([
    ['no situation', { situation: 'odd' }, false],
    ['no code', { code: 'odd' }, false],
    ['no time', { since_nanos: 'soon' }, false],
    ['no time of its stage', { stage_since_nanos: '' }, false],
    ['a time with more digits than any', { since_nanos: '1'.repeat(21) }, false],
    ['a time with text after it', { since_nanos: '1x' }, false],
    ['a time before 1970', { since_nanos: '-1' }, true],
    ['no certainty, as in older facts', { certainty: 'odd' }, true],
  ])('is read with care: %s', (_, data, is) => {
    const fact = { ...opened, data: { ...opened.data, ...data } };
    expect(foldProblem([fact]) !== undefined).toBe(is);
    if ('certainty' in data) expect(foldProblem([fact])).not.toHaveProperty('certainty');
  });

  it.each<[details: Fact['data'][string], kept: object]>([
    [
      { a: 'x', b: 1, c: true, d: null, e: ['y'] },
      { a: 'x', b: 1 },
    ],
    [null, {}],
    [['x'], {}],
    ['x', {}],
  ])('keeps texts and numbers of its details: %j', (details, kept) => {
    const fact = { ...opened, data: { ...opened.data, details, flow: 7, owner: null } };
    expect(foldProblem([fact])).toMatchObject({ details: kept, flow: '', owner: '' });
    expect(Object.keys(problemWith([fact]).details)).toEqual(Object.keys(kept));
  });
});

describe('a problem whose finding changes', () => {
  it.each<[what: string, changed: Partial<Diagnosis>, facts: number]>([
    ['nothing', {}, 0],
    ['a learned deadline', { details: { ...lost.details, allowed_ms: 9 } }, 0],
    ['its situation', { situation: 'stuck' }, 1],
    ['its code', { code: 'request_not_received' }, 1],
    ['its certainty', { certainty: 'proven' }, 1],
    ['its place', { details: { ...lost.details, destination: 'other' } }, 1],
  ])('in %s is updated', (_, changed, facts) => {
    const order = orderWith({ ...lost, ...changed });
    const nowNanos = start + 9n;
    const found = reconcileProblem({ ref, order, unresolved: problem, known: undefined, nowNanos, hash });
    expect(found.map(({ kind }) => kind)).toEqual(Array<string>(facts).fill('problem.updated'));
  });
});

describe('an action of a person', () => {
  const eva: Omit<PersonAct, 'action'> = { actor: 'u-1', actorName: 'Eva', timeNanos: start + 9n, id: 'f-2' };
  const done = (act: Partial<PersonAct> & Pick<PersonAct, 'action'>, on = problem) =>
    actFact({ ...eva, ...act }, on);
  const after = (...acts: readonly (Partial<PersonAct> & Pick<PersonAct, 'action'>)[]) => {
    const facts = [opened];
    for (const [i, act] of acts.entries()) {
      const fact = done({ id: `f-${i}`, timeNanos: start + 10n + BigInt(i), ...act }, problemWith(facts));
      if (fact !== undefined) facts.push(fact);
    }
    return problemWith(facts);
  };

  it('is a fact with who did it, and no more than was given', () => {
    expect(done({ action: 'acknowledge' })).toEqual({
      ...{ id: 'f-2', kind: 'problem.acknowledged', timeNanos: start + 9n, actor: 'u-1', ...ref },
      ...{ subject: problem.problemId, data: { by_name: 'Eva' } },
    });
    expect(done({ action: 'note', note: 'called', actorName: 'u-1' })).toMatchObject({
      kind: 'problem.noted',
      data: { note: 'called' },
    });
    expect(done({ action: 'note', note: 'called', actorName: 'u-1' })?.data).toEqual({ note: 'called' });
    expect(done({ action: 'assign', assignee: 'bob' })).toMatchObject({
      kind: 'problem.assigned',
      data: { assignee: 'bob' },
    });
    expect(done({ action: 'assign' })?.data).toEqual({ by_name: 'Eva', assignee: '' });
    expect(done({ action: 'resolve' })?.kind).toBe('problem.resolved');
    expect(done({ action: 'resolve', assignee: 'bob', note: '' })?.data).toEqual({ by_name: 'Eva' });
  });

  it('comes after all facts of the problem, even if clocks disagree', () => {
    expect(done({ action: 'acknowledge', timeNanos: start })?.timeNanos).toBe(problem.lastNanos + 1n);
  });

  it.each<[PersonAct['action'], before: readonly PersonAct['action'][], adds: boolean]>([
    ['acknowledge', [], true],
    ['acknowledge', ['acknowledge'], false],
    ['resolve', [], true],
    ['resolve', ['resolve'], false],
    ['reopen', [], false],
    ['reopen', ['acknowledge'], false],
    ['reopen', ['resolve'], true],
  ])('%s after %j adds a fact: %s; with a note always', (action, before, adds) => {
    const on = after(...before.map((one) => ({ action: one })));
    expect(done({ action }, on) !== undefined).toBe(adds);
    expect(done({ action, note: 'n' }, on)).toBeDefined();
  });

  it('to assign adds no fact where the same person has it', () => {
    expect(done({ action: 'assign', assignee: '' })).toBeUndefined();
    const on = after({ action: 'assign', assignee: 'bob' });
    expect(on.assignee).toBe('bob');
    expect(done({ action: 'assign', assignee: 'bob' }, on)).toBeUndefined();
    expect(done({ action: 'assign', assignee: 'eva' }, on)).toBeDefined();
    expect(
      after({ action: 'assign', assignee: 'bob' }, { action: 'assign', assignee: '' }),
    ).not.toHaveProperty('assignee');
  });

  it('changes the state, and shows who did it and when', () => {
    const acknowledged = after({ action: 'acknowledge' });
    expect(acknowledged).toMatchObject({
      state: 'acknowledged',
      acknowledgedNanos: start + 10n,
      acknowledgedBy: 'Eva',
    });
    const resolved = after({ action: 'acknowledge' }, { action: 'resolve' });
    expect(resolved).toMatchObject({
      state: 'resolved',
      resolvedNanos: start + 11n,
      resolvedBy: 'Eva',
      acknowledgedBy: 'Eva',
    });
    const reopened = after({ action: 'acknowledge' }, { action: 'resolve' }, { action: 'reopen' });
    expect(reopened).toMatchObject({ state: 'open', reopened: 1, reopenedBy: 'Eva', lastNanos: start + 12n });
    for (const gone of ['resolvedNanos', 'resolvedBy', 'acknowledgedNanos', 'acknowledgedBy'])
      expect(reopened).not.toHaveProperty(gone);
    expect(after({ action: 'resolve' }, { action: 'reopen' }, { action: 'resolve' })).not.toHaveProperty(
      'reopenedBy',
    );
  });

  it('that comes too late changes nothing', () => {
    const [first, second] = [start + 10n, start + 11n];
    const fact = (kind: Fact['kind'], timeNanos: bigint, actor: string): Fact => ({
      ...opened,
      data: {},
      id: `${timeNanos}`,
      kind,
      timeNanos,
      actor,
    });
    const twice = problemWith([
      opened,
      fact('problem.resolved', first, 'a'),
      fact('problem.resolved', second, 'b'),
    ]);
    expect(twice).toMatchObject({ resolvedNanos: first, resolvedBy: 'a' });
    const late = problemWith([
      opened,
      fact('problem.resolved', first, 'a'),
      fact('problem.acknowledged', second, 'b'),
    ]);
    expect(late).toMatchObject({ state: 'resolved' });
    expect(late).not.toHaveProperty('acknowledgedBy');
    const open = problemWith([opened, fact('problem.reopened', first, 'a')]);
    expect(open).toMatchObject({ state: 'open', reopened: 0 });
    const other = problemWith([opened, fact('other', first, 'a')]);
    expect(other).toMatchObject({ state: 'open', lastNanos: first });
  });

  it.each<
    [
      act: Partial<PersonAct> & Pick<PersonAct, 'action'>,
      state: ProblemState['state'],
      code: string | undefined,
    ]
  >([
    [{ action: 'note', note: '' }, 'open', 'note_missing'],
    [{ action: 'note', note: 'n' }, 'resolved', undefined],
    [{ action: 'assign' }, 'open', 'assignee_missing'],
    [{ action: 'assign', assignee: '' }, 'open', undefined],
    [{ action: 'assign', assignee: 'bob' }, 'resolved', 'problem_resolved'],
    [{ action: 'acknowledge' }, 'resolved', 'problem_resolved'],
    [{ action: 'acknowledge' }, 'open', undefined],
    [{ action: 'resolve' }, 'resolved', undefined],
    [{ action: 'reopen' }, 'resolved', undefined],
  ])('%j on a problem that is %s is refused: %s', (act, state, code) => {
    expect(refusalOf({ ...eva, ...act }, { ...problem, state })?.code).toBe(code);
  });

  it('to reopen is refused while the order has another problem; nothing else is', () => {
    const resolved = { ...problem, state: 'resolved' } as const;
    const refusal = refusalOf({ ...eva, action: 'reopen' }, resolved, problem);
    expect(refusal?.code).toBe('other_problem_open');
    expect(refusal?.message).toContain(problem.problemId);
    expect(refusalOf({ ...eva, action: 'resolve' }, problem, resolved)).toBeUndefined();
  });

  it('is shown with the name of the person, else with the id', () => {
    const by = (actor: string, data: Fact['data']) => doerOf({ ...opened, actor, data });
    expect(by('u-1', { by_name: 'Eva' })).toBe('Eva');
    expect(by('u-1', { by_name: '' })).toBe('u-1');
    expect(by('u-1', { by_name: 7 })).toBe('u-1');
    expect(by('system', { by_name: 'Eva' })).toBe('system');
  });
});

describe('the facts of a problem', () => {
  it('with one id count once: the earliest, then the first by kind', () => {
    const later = { ...opened, timeNanos: start + 8n, data: { ...opened.data, owner: 'later' } };
    expect(foldProblem([later, opened])?.owner).toBe('mes-api');
    expect(foldProblem([opened, later])?.facts).toHaveLength(1);
    const updated = { ...opened, kind: 'problem.updated', data: { ...opened.data, owner: 'updated' } };
    expect(foldProblem([updated, opened])?.owner).toBe('mes-api');
    expect(foldProblem([opened, updated])?.owner).toBe('mes-api');
  });

  it('of one time are sorted by id', () => {
    const at = (id: string): Fact => ({
      ...opened,
      id,
      kind: 'problem.updated',
      data: { ...opened.data, owner: id },
    });
    const facts = [opened, at(`${opened.id}-b`), at(`${opened.id}-a`)];
    expect(foldProblem(facts)?.owner).toBe(`${opened.id}-b`);
    expect(foldProblem([...facts].reverse())?.owner).toBe(`${opened.id}-b`);
  });
});
