import {
  foldProblem,
  nanosFromMillis,
  type Fact,
  type OrderHistory,
  type OrderState,
} from '@ordertrace/model';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accessOf } from '../src/access/route-access.js';
import { startSignedInServer, type SignedInServer } from './support/signed-in-server.js';

const own = 'goldwerk';
const other = 'acme';
interface Kept {
  readonly tenantId: string;
  readonly orderId: string;
  readonly way: readonly string[];
  readonly problem: readonly [id: string, causeId: string];
}

const begun = nanosFromMillis(Date.parse('2026-03-02T09:00:00Z'));
const hour = 3_600_000_000_000n;
/** One id that both have, and one of each alone. */
const ids = { both: '700001', own: '700002', other: '700003' };
const kept: readonly Kept[] = [
  {
    tenantId: own,
    orderId: ids.both,
    way: ['CREATED', 'SUBMITTED', 'APPROVED'],
    problem: ['problem-own', 'cause-own'],
  },
  { tenantId: own, orderId: ids.own, way: ['CREATED', 'APPROVED'], problem: ['problem-own-2', 'cause-own'] },
  {
    tenantId: other,
    orderId: ids.both,
    way: ['CREATED', 'secret-stage'],
    problem: ['problem-other-2', 'cause-own'],
  },
  { tenantId: other, orderId: ids.other, way: ['secret-stage'], problem: ['problem-other', 'cause-other'] },
];

function state({ tenantId, orderId }: Kept): OrderState {
  return {
    tenantId,
    orderId,
    flow: 'manufacturer',
    stage: 'APPROVED',
    stageSinceNanos: begun + 2n * hour,
    createdNanos: begun,
    firstSeenNanos: begun,
    lastSeenNanos: begun,
    diagnosis: {
      situation: 'stuck',
      code: 'stage_overdue',
      details: { stage: 'APPROVED', allowed_ms: 1 },
      sinceNanos: begun + 3n * hour,
      owner: 'operator',
      evidence: [],
      next: [],
    },
  };
}

function history({ tenantId, orderId, way }: Kept): OrderHistory {
  return {
    tenantId,
    orderId,
    flow: 'manufacturer',
    source: 'live',
    open: true,
    steps: way.map((activity, i) => ({
      activity,
      service: 'mes-api',
      resource: '',
      timeNanos: begun + BigInt(i) * (tenantId === own ? 1n : 5n) * hour,
    })),
  };
}

function problem({ tenantId, orderId, problem: [id, causeId] }: Kept) {
  const opened: Fact = {
    id: `${id} opened`,
    kind: 'problem.opened',
    timeNanos: begun + 4n * hour,
    actor: 'system',
    tenantId,
    orderId,
    subject: id,
    data: {
      flow: 'manufacturer',
      stage: 'APPROVED',
      situation: 'stuck',
      code: 'stage_overdue',
      cause_id: causeId,
      details: { stage: 'APPROVED' },
      owner: 'operator',
      stage_since_nanos: begun.toString(),
      since_nanos: begun.toString(),
    },
  };
  const folded = foldProblem([opened]);
  if (folded === undefined) throw new Error('an opened problem folds');
  return folded;
}

/** A server that keeps the orders of these tenants. */
async function serverWith(tenants: readonly string[]): Promise<SignedInServer> {
  const server = await startSignedInServer();
  const seen = kept.filter(({ tenantId }) => tenants.includes(tenantId));
  await server.store.saveOrders({
    orders: seen.map(state),
    histories: seen.map(history),
  });
  const problems = seen.map(problem);
  await server.store.saveProblems({ facts: problems.flatMap(({ facts }) => facts), problems });
  return server;
}

const period = 'from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z';
const queries = [
  period,
  `${period}&tenant=${other}`,
  `${period}&tenant=${own}&format=csv`,
  `${period}&q=${ids.other}`,
  `${period}&stage=APPROVED&order_id=${ids.other}&from_activity=CREATED&to_activity=secret-stage`,
  `${period}&format=xes&level=service&from_activity=CREATED&to_activity=APPROVED&stage=secret-stage`,
  `with_from=2026-02-01T00:00:00Z&with_to=2026-03-01T00:00:00Z&${period}&with_tenant=${other}`,
  `${period}&cause=cause-other&sort=-opened_at`,
];

describe('someone who belongs to a tenant', () => {
  const alone: { server?: SignedInServer } = {};
  const beside: { server?: SignedInServer } = {};
  const routes: { readonly method: string; readonly url: string }[] = [];

  beforeAll(async () => {
    // Ages of open orders would differ from one question to the next.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-20T09:00:00Z') });
    alone.server = await serverWith([own]);
    beside.server = await serverWith([own, other]);
    const probe = await startSignedInServer({}, ({ method, url }) => {
      for (const one of [method].flat()) routes.push({ method: one, url });
    });
    await probe.close();
  });
  afterAll(async () => {
    vi.useRealTimers();
    await Promise.all([alone.server?.close(), beside.server?.close()]);
  });

  it.each([[['partner']], [['support', 'developer', 'business', 'security', 'admin']]])(
    'with the roles %j gets each answer as if the other tenant were not there',
    async (roles) => {
      const asked = routes.filter(({ method, url }) => mayBeAsked(method, url));
      const [askAlone, askBeside] = [await asker(alone.server, roles), await asker(beside.server, roles)];
      let told = 0;
      for (const request of asked.flatMap(({ method, url }) => requestsOf(method, url))) {
        const withOther = await askBeside(request);
        expect({ ...request, ...withOther }).toEqual({ ...request, ...(await askAlone(request)) });
        expect(withOther.status).not.toBe(429);
        if (withOther.status === 200 && withOther.text.includes(ids.own)) told++;
      }
      expect(asked.length).toBeGreaterThan(25);
      expect(told).toBeGreaterThan(5);
    },
    120_000,
  );

  it('would notice the other one: who belongs to no tenant sees both', async () => {
    const token = await beside.server?.provider.programToken({ realm_access: { roles: ['support'] } });
    const response = await beside.server?.api.inject({
      url: `/api/v1/orders?${period}`,
      headers: { authorization: `Bearer ${token ?? ''}` },
    });
    expect(response?.body).toContain(ids.other);
  });
});

/** Reading, and deeds that name what is another's; signing in and files are nobody's data, and live events never end. */
function mayBeAsked(method: string, url: string): boolean {
  const access = accessOf(method, url);
  if (access?.who !== 'roles' || url === '/api/v1/events') return false;
  return method === 'GET' || (method === 'POST' && (url.includes(':problem_id') || url.endsWith('/actions')));
}

function requestsOf(method: string, url: string) {
  const names = [
    { order_id: ids.other, problem_id: 'problem-other', link_id: 'unknown' },
    {
      order_id: ids.both,
      problem_id: method === 'GET' ? 'problem-own' : 'problem-other-2',
      link_id: 'unknown',
    },
  ];
  const paths = new Set(
    names.map((values) =>
      url
        .replace(/:(\w+)/g, (_, name: string) => (values as Record<string, string>)[name] ?? '0'.repeat(32))
        .replace('*', 'x'),
    ),
  );
  return [...paths].flatMap((path) =>
    (method === 'GET' ? queries : ['']).map((query) => ({ method, url: `${path}?${query}` })),
  );
}

/** Without what is new with each request: the time of asking, ids of requests, and the server's own address. */
function comparable(text: string, server: SignedInServer): string {
  const today = new Date().toISOString().slice(0, 10);
  return text
    .replaceAll(server.origin, 'origin')
    .replaceAll(new RegExp(`${today}T[0-9:.]+Z`, 'g'), 'now')
    .replaceAll(/"request_id":"[^"]*"/g, '"request_id"');
}

/** Asks as somebody with these roles who belongs to the own tenant. */
async function asker(server: SignedInServer | undefined, roles: readonly string[]) {
  if (server === undefined) throw new Error('no server');
  const token = await server.provider.programToken({ realm_access: { roles }, tenant_id: own });
  const payload = { note: 'seen', assignee: 'eva', action: 'note', cause_id: 'cause-other' };
  return async ({ method, url }: { readonly method: string; readonly url: string }) => {
    const response = await server.api.inject({
      method: method as 'GET',
      url,
      headers: { authorization: `Bearer ${token}` },
      ...(method === 'POST' && { payload }),
    });
    return { status: response.statusCode, text: comparable(response.body, server) };
  };
}
