import type { CauseList, Journey, OrderList, Problem, ProblemDetails, ProblemList } from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, nanosFromMillis, type LogRecord, noCoverage } from '@ordertrace/model';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { decodeLogs, encodeLogs } from '@ordertrace/otlp';
import { createMemoryStore, type Position, type Store } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry } from '../src/metrics/index.js';
import { LiveChanges } from '../src/live/index.js';
import { ProblemDesk } from '../src/problems/index.js';
import { foldContext, type FoldContext } from '../src/fold/fold-context.js';
import { FoldStep } from '../src/fold/fold-step.js';
import { foldPass } from '../src/fold/fold-pass.js';
import { createApi } from '../src/api.js';
import { ServiceSigns } from '../src/fold/service-signs.js';

const logger = pino({ level: 'silent' });
const minute = nanosFromMillis(60_000);
const hour = 60n * minute;

function transition(orderId: string, stage: string, timeNanos: bigint, tenantId = 'retail'): LogRecord {
  return {
    timeNanos,
    observedNanos: timeNanos,
    flags: 1,
    severityNumber: 9,
    severityText: '',
    body: null,
    eventName: 'order.transition',
    attributes: new Map([
      ['order_id', orderId],
      ['tenant_id', tenantId],
      ['stage', stage],
    ]),
    scope: { name: 'test', version: '', attributes: new Map() },
    resource: { attributes: new Map([['service.name', 'shop-api']]) },
  };
}

describe('problems', () => {
  let store: Store;
  let context: FoldContext;
  let step: FoldStep;
  let api: FastifyInstance;
  let live: LiveChanges;
  let now: bigint;
  let position: Position;

  beforeEach(async () => {
    store = createMemoryStore();
    position = store.positions.start;
    now = nanosFromMillis(Date.now());
    await restart();
  });
  afterEach(async () => {
    await api.close();
    await store.close();
  });

  /** As the server starts: nothing is known but what the store holds. */
  async function restart(): Promise<void> {
    const flow = manufacturerFlow();
    live = new LiveChanges();
    const scrubNote = (note: string) => note.replace(/\S+@\S+/, '[email]');
    const desk = new ProblemDesk({ store, now: () => now, live, scrubNote });
    context = foldContext({ store, flows: flowsOf([flow]), now: () => now, desk, live });
    step = new FoldStep({ context, signs: new ServiceSigns(), clock: () => Number(now / 1_000_000n) });
    api = await createApi({
      store,
      flows: () => flowsOf([flow]),
      coverage: noCoverage,
      gate: createGate(defaultPolicy),
      desk,
      live,
      logger,
      metrics: createRegistry(),
      readiness: () => ({}),
      consoleFolder: undefined,
    });
  }

  async function keep(logs: LogRecord[]): Promise<void> {
    await store.append(decodeLogs(encodeLogs(logs), 'protobuf').batch);
  }

  async function append(logs: LogRecord[]): Promise<void> {
    await keep(logs);
    position = (await step.run(position)).position;
  }

  async function later(nanos: bigint): Promise<void> {
    now += nanos;
    for (let look = 0; look < 5; look++) position = (await step.run(position)).position;
  }

  async function get<T>(url: string, headers: Record<string, string> = {}): Promise<T> {
    const response = await api.inject({ url: `/api/v1${url}`, headers });
    expect(response.statusCode).toBe(200);
    return response.json<T>();
  }

  async function post<T>(url: string, body: object = {}): Promise<{ status: number; body: T }> {
    const response = await api.inject({ method: 'POST', url: `/api/v1${url}`, payload: body });
    return { status: response.statusCode, body: response.json<T>() };
  }

  const problems = async (query = '') => (await get<ProblemList>(`/problems${query}`)).problems;

  /** An order whose price is overdue. */
  async function stuckOrder(orderId = '17', tenantId = 'retail'): Promise<Problem> {
    await append([transition(orderId, 'SUBMITTED', now, tenantId)]);
    await later(2n * hour);
    const [problem] = await problems(`?order=${orderId}`);
    if (problem === undefined) throw new Error('no problem was opened');
    return problem;
  }

  it('are opened when an order gets stuck, and shown with the order', async () => {
    const problem = await stuckOrder();
    expect(problem).toMatchObject({
      state: 'open',
      situation: 'stuck',
      code: 'stage_overdue',
      owner: 'mes-api',
    });
    expect(problem.history).toMatchObject([{ by: 'system', action: 'opened', note: null }]);
    const { orders } = await get<OrderList>('/orders?problem=open');
    expect(orders).toMatchObject([{ order_id: '17', problem_id: problem.problem_id }]);
    expect((await get<OrderList>('/orders?problem=none')).orders).toEqual([]);
    const journey = await get<Journey>('/orders/17/journey');
    expect(journey.problems.map((one) => one.problem_id)).toEqual([problem.problem_id]);
    expect(journey.order.problem_id).toBe(problem.problem_id);
  });

  it('are neither opened twice nor lost over restarts and replays', async () => {
    const problem = await stuckOrder();
    await api.close();
    await restart();
    await foldPass(context, { position: context.store.positions.start });
    await later(hour);
    expect(await problems()).toMatchObject([{ problem_id: problem.problem_id, state: 'open', reopened: 0 }]);
  });

  it('are opened for orders that were in a bad way before anybody kept problems', async () => {
    const withoutDesk = foldContext({ store, flows: context.flows, now: () => now });
    await keep([transition('17', 'SUBMITTED', now - 3n * hour)]);
    position = (await foldPass(withoutDesk, { position })).position;
    expect(await problems()).toEqual([]);
    await later(minute);
    expect(await problems()).toHaveLength(1);
  });

  it('resolve by themselves when the order ends, at once', async () => {
    const problem = await stuckOrder();
    await append([transition('17', 'CANCELLED', now)]);
    const after = await get<Problem>(`/problems/${problem.problem_id}`);
    expect(after).toMatchObject({ state: 'resolved', resolved_by: 'system' });
    expect(await problems('?state=unresolved')).toEqual([]);
  });

  it('resolve by themselves when the order moves on', async () => {
    await stuckOrder();
    await append([transition('17', 'PRICED', now)]);
    await later(minute);
    expect(await problems('?state=resolved')).toHaveLength(1);
  });

  it('are worked on by persons, each deed with who and when', async () => {
    const { problem_id: id } = await stuckOrder();
    await post(`/problems/${id}/acknowledge`);
    await post(`/problems/${id}/assign`, { assignee: 'Eva' });
    await post(`/problems/${id}/note`, { note: 'ask ivan@example.com' });
    const { body } = await post<Problem>(`/problems/${id}/resolve`, { note: 'priced by hand' });
    expect(body).toMatchObject({
      state: 'resolved',
      resolved_by: 'Local',
      assignee: 'Eva',
      acknowledged_by: 'Local',
    });
    expect(body.history.map(({ action, by, note }) => [action, by, note])).toEqual([
      ['opened', 'system', null],
      ['acknowledged', 'Local', null],
      ['assigned', 'Local', null],
      ['note', 'Local', 'ask [email]'],
      ['resolved', 'Local', 'priced by hand'],
    ]);
    const times = body.history.map((item) => item.at);
    expect([...new Set(times)].sort()).toEqual(times);
    await later(hour);
    expect(await problems('?state=unresolved')).toEqual([]);
    expect((await post<Problem>(`/problems/${id}/reopen`)).body).toMatchObject({
      state: 'open',
      reopened: 1,
    });
  });

  it.each([
    ['acknowledge', {}, 409, 'problem_resolved'],
    ['note', {}, 400, 'note_missing'],
    ['assign', {}, 400, 'assignee_missing'],
    ['note', { note: 'x'.repeat(4001) }, 400, 'invalid_parameter'],
  ])('%s with %o is refused on a resolved one', async (action, body, status, code) => {
    const { problem_id: id } = await stuckOrder();
    await post(`/problems/${id}/resolve`);
    const answer = await post<ProblemDetails>(`/problems/${id}/${action}`, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('group into causes, and many are worked on at once', async () => {
    await append(
      ['1', '2', '3'].map((id) => transition(id, 'SUBMITTED', now, id === '3' ? 'acme' : 'retail')),
    );
    await append([transition('4', 'APPROVED', now)]);
    await later(nanosFromMillis(8 * 86_400_000));
    const { causes } = await get<CauseList>('/causes');
    expect(causes.map(({ count, open, tenants }) => [count, open, tenants])).toEqual([
      [3, 3, 2],
      [1, 1, 1],
    ]);
    expect(causes[0]).toMatchObject({
      code: 'stage_overdue',
      place: { stage: 'SUBMITTED' },
      owner: 'mes-api',
    });
    const russian = await get<CauseList>('/causes', { 'accept-language': 'ru' });
    expect(russian.causes[0]?.title).toMatch(/[а-я]/);
    const cause = causes[0]?.cause_id;
    expect((await post('/problems/actions', { action: 'acknowledge', cause_id: cause })).body).toEqual({
      done: 3,
      refused: [],
    });
    expect(await problems(`?cause=${cause}&state=acknowledged`)).toHaveLength(3);
    const unknown = '0'.repeat(32);
    const named = await post('/problems/actions', { action: 'resolve', problem_ids: [unknown] });
    expect(named.body).toMatchObject({
      done: 0,
      refused: [{ problem_id: unknown, code: 'no_such_problem' }],
    });
    expect((await post('/problems/actions', { action: 'resolve' })).status).toBe(400);
  });

  it('of an unknown id are answered 404', async () => {
    const response = await api.inject({ url: `/api/v1/problems/${'0'.repeat(32)}` });
    expect([response.statusCode, response.json<ProblemDetails>().code]).toEqual([404, 'no_such_problem']);
  });

  it('are told to those who listen', async () => {
    const heard: boolean[] = [];
    live.listen(({ problems: changed }) => heard.push(changed));
    await stuckOrder();
    expect(heard).toContain(true);
  });
});
