import { definedFields } from '@ordertrace/conventions';
import {
  foldProblem,
  type Certainty,
  type Diagnosis,
  type DiagnosisCode,
  type Fact,
  type JsonValue,
  type ProblemState,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import type { FactStore, StateStore } from '../contract.js';
import type { ProblemQuery } from '../problem-contract.js';
import { noCursors, someTime, stateSample } from './samples.js';
import type { WithStore } from './store-place.js';

interface Sample {
  readonly id: string;
  readonly orderId?: string;
  readonly tenantId?: string;
  readonly cause?: string;
  readonly code?: DiagnosisCode;
  readonly certainty?: Certainty;
  readonly since?: bigint;
  readonly opened?: bigint;
  readonly acts?: readonly { readonly kind: string; readonly data?: Readonly<Record<string, JsonValue>> }[];
}

const details: Diagnosis['details'] = { stage: 'APPROVED', allowed_ms: 1.5, text: "it's" };

/** A problem with its facts: its opening, then one action every second. */
export function problemSample(sample: Sample): ProblemState {
  const { id, orderId = '17', tenantId = 'acme', cause = 'c1', code = 'stage_overdue', acts = [] } = sample;
  const opened = sample.opened ?? someTime;
  const fact = { actor: 'system', tenantId, orderId, subject: id };
  const finding = {
    flow: 'manufacturer',
    stage: 'APPROVED',
    situation: 'stuck',
    code,
    ...definedFields({ certainty: sample.certainty }),
    cause_id: cause,
    details,
    owner: 'operator',
    stage_since_nanos: '5',
    since_nanos: (sample.since ?? someTime).toString(),
  };
  const facts: Fact[] = [
    { ...fact, id: `${id} opened`, kind: 'problem.opened', timeNanos: opened, data: finding },
    ...acts.map(({ kind, data = {} }, i) => ({
      ...fact,
      actor: 'eva',
      id: `${id} ${i}`,
      kind,
      data,
      timeNanos: opened + BigInt(i + 1) * 1_000_000_000n,
    })),
  ];
  const problem = foldProblem(facts);
  if (problem === undefined) throw new Error('The sample has no facts of a problem.');
  return problem;
}

export function saveSamples(store: StateStore & FactStore, problems: readonly ProblemState[]): Promise<void> {
  return store.saveProblems({ facts: problems.flatMap((problem) => problem.facts), problems });
}

const acknowledged = { kind: 'problem.acknowledged' };
const assigned = { kind: 'problem.assigned', data: { assignee: 'eva' } };
const resolved = { kind: 'problem.resolved', data: { note: 'done' } };

export function problemContract(withStore: WithStore<StateStore & FactStore>): void {
  describe('problems', () => {
    keepsProblems(withStore);
    listsProblems(withStore);
    groupsByCause(withStore);
    filtersOrders(withStore);
  });
}

function keepsProblems(withStore: WithStore<StateStore & FactStore>): void {
  it(
    'are given back as saved, by id and by order, with their facts among all facts',
    withStore(async (store) => {
      const first = problemSample({ id: 'p1', acts: [acknowledged, assigned] });
      const second = problemSample({ id: 'p2', opened: someTime - 9_007_199_254_740_993n });
      const other = problemSample({ id: 'p3', orderId: '18' });
      await saveSamples(store, [first, second, other]);
      expect(await store.problemsById(['p3', 'none', 'p1'])).toEqual([other, first]);
      expect(await store.problemsOfOrders([{ tenantId: 'acme', orderId: '17' }])).toEqual([second, first]);
      expect(await store.problemsOfOrders([{ tenantId: 'beta', orderId: '17' }])).toEqual([]);
      expect(await store.problemsOfOrders([])).toEqual([]);
      expect(await store.problemsById([])).toEqual([]);
      expect((await store.facts({ kinds: ['problem.'], subject: 'p1', limit: 9 })).facts).toEqual(
        first.facts,
      );
    }),
  );

  it(
    'are replaced whole, and a repeated fact is kept once',
    withStore(async (store) => {
      await saveSamples(store, [problemSample({ id: 'p1' })]);
      const after = problemSample({ id: 'p1', acts: [assigned, resolved] });
      await saveSamples(store, [after]);
      await saveSamples(store, [after]);
      expect(await store.problemsById(['p1'])).toEqual([after]);
      expect((await store.facts({ limit: 9 })).facts).toHaveLength(3);
    }),
  );
}

/** All pages of a list, in sequence. */
async function pages(store: StateStore & FactStore, query: ProblemQuery): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listProblems(cursor === undefined ? query : { ...query, cursor });
    ids.push(...page.problems.map((problem) => problem.problemId));
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}

function listsProblems(withStore: WithStore<StateStore & FactStore>): void {
  it(
    'are listed in pages by every sort, both ways the same',
    withStore(async (store) => {
      const problems = Array.from({ length: 13 }, (_, i) =>
        problemSample({
          id: `p${i}`,
          since: someTime + BigInt(i % 3),
          opened: someTime + BigInt(i % 4),
        }),
      );
      await saveSamples(store, problems);
      for (const sort of ['opened_at', 'since'] as const) {
        const up = await pages(store, { sort, descending: false, limit: 4 });
        const down = await pages(store, { sort, descending: true, limit: 5 });
        expect(new Set(up).size).toBe(13);
        expect(down).toEqual([...up].reverse());
      }
      const page = { sort: 'since', descending: false, limit: 13 } as const;
      const whole = await store.listProblems(page);
      expect([whole.next, whole.total]).toEqual([undefined, 13]);
      for (const cursor of noCursors) {
        const refused = { code: 'invalid_cursor' };
        await expect(store.listProblems({ ...page, cursor })).rejects.toMatchObject(refused);
        await expect(store.listCauses({ limit: 2, cursor })).rejects.toMatchObject(refused);
      }
    }),
  );

  it(
    'are found by each filter',
    withStore(async (store) => {
      await saveSamples(store, [
        problemSample({ id: 'a', acts: [assigned] }),
        problemSample({ id: 'b', acts: [acknowledged], tenantId: 'beta', cause: 'c2' }),
        problemSample({ id: 'c', acts: [resolved], orderId: '18', opened: someTime + 1n }),
        problemSample({ id: 'd', code: 'no_telemetry', cause: 'c2', certainty: 'likely' }),
      ]);
      const found = [
        [{}, ['a', 'b', 'd', 'c']],
        [{ state: 'open' }, ['a', 'd']],
        [{ state: 'unresolved' }, ['a', 'b', 'd']],
        [{ state: 'resolved' }, ['c']],
        [{ causeId: 'c2', tenantId: 'beta' }, ['b']],
        [{ orderId: '18' }, ['c']],
        [{ assignee: 'eva' }, ['a']],
        [{ code: 'no_telemetry' }, ['d']],
        [{ certainty: 'likely' }, ['d']],
        [{ certainty: 'proven', code: 'no_telemetry' }, []],
        [{ situation: 'lost' }, []],
        [{ stage: 'APPROVED', flow: 'manufacturer', openedAfterNanos: someTime }, ['c']],
      ] as const;
      for (const [filter, ids] of found) {
        const page = await store.listProblems({ ...filter, sort: 'opened_at', descending: false, limit: 9 });
        expect(page.problems.map((problem) => problem.problemId)).toEqual(ids);
        expect(page.total).toBe(ids.length);
      }
    }),
  );
}

function groupsByCause(withStore: WithStore<StateStore & FactStore>): void {
  it(
    'are grouped by cause, biggest first, page by page',
    withStore(async (store) => {
      await saveSamples(store, [
        ...Array.from({ length: 7 }, (_, i) =>
          problemSample({
            id: `big ${i}`,
            cause: 'big',
            tenantId: i % 2 === 0 ? 'acme' : 'beta',
            since: someTime - BigInt(i),
            opened: someTime + BigInt(i),
            acts: i === 0 ? [acknowledged] : i === 1 ? [resolved] : [],
          }),
        ),
        problemSample({ id: 'x', cause: 'small b' }),
        problemSample({ id: 'y', cause: 'small a' }),
      ]);
      const first = await store.listCauses({ state: 'unresolved', limit: 2 });
      expect(first.causes.map(({ causeId, count }) => [causeId, count])).toEqual([
        ['big', 6],
        ['small a', 1],
      ]);
      expect(first.causes[0]).toEqual({
        causeId: 'big',
        code: 'stage_overdue',
        situation: 'stuck',
        details,
        owner: 'operator',
        count: 6,
        open: 5,
        acknowledged: 1,
        tenants: 2,
        firstNanos: someTime,
        lastNanos: someTime + 6n,
        oldestSinceNanos: someTime - 6n,
        examples: [6, 5, 4, 3, 2].map((i) => ({
          tenantId: i % 2 === 0 ? 'acme' : 'beta',
          orderId: '17',
          problemId: `big ${i}`,
        })),
      });
      const rest = await store.listCauses({ state: 'unresolved', limit: 2, cursor: first.next ?? '' });
      expect(rest.causes.map((cause) => cause.causeId)).toEqual(['small b']);
      expect(rest.next).toBeUndefined();
      expect((await store.listCauses({ tenantId: 'none', limit: 2 })).causes).toEqual([]);
    }),
  );
}

function filtersOrders(withStore: WithStore<StateStore & FactStore>): void {
  it(
    'let orders be listed and counted by the state of theirs',
    withStore(async (store) => {
      const ids = ['open', 'taken', 'solved', 'well'];
      await store.saveOrders({ orders: ids.map((orderId) => stateSample({ orderId })) });
      await saveSamples(store, [
        problemSample({ id: 'a', orderId: 'open' }),
        problemSample({ id: 'b', orderId: 'taken', acts: [acknowledged] }),
        problemSample({ id: 'c', orderId: 'solved', acts: [resolved] }),
        problemSample({ id: 'd', orderId: 'open', acts: [resolved] }),
        problemSample({ id: 'e', orderId: 'well', tenantId: 'beta' }),
      ]);
      const found = [
        ['open', ['open']],
        ['acknowledged', ['taken']],
        ['unresolved', ['open', 'taken']],
        ['none', ['solved', 'well']],
      ] as const;
      for (const [problem, orderIds] of found) {
        const query = { problem, sort: 'order_id', descending: false, limit: 9 } as const;
        expect((await store.listOrders(query)).orders.map((order) => order.orderId)).toEqual(orderIds);
        const counts = await store.countOrders({ problem });
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(orderIds.length);
      }
    }),
  );
}
