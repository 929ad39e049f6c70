import type { PartnerOrderList, PartnerOrderWithMilestones } from '@ordertrace/api';
import { eventBatch, nanosFromMillis, type OrderState } from '@ordertrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSignedInServer, type SignedInServer } from './support/signed-in-server.js';

const start = nanosFromMillis(Date.parse('2026-11-02T08:00:00Z'));
const hour = 3_600_000_000_000n;

function state(tenantId: string, orderId: string, more: Partial<OrderState> = {}): OrderState {
  return {
    orderId,
    tenantId,
    flow: 'manufacturer',
    stage: 'SUBMITTED',
    stageSinceNanos: start + hour,
    createdNanos: start,
    firstSeenNanos: start,
    lastSeenNanos: start,
    diagnosis: {
      situation: 'lost',
      code: 'message_not_consumed',
      sinceNanos: start,
      owner: 'mes-api',
      details: { destination: 'secret.queue', service: 'secret-service' },
      evidence: [{ type: 'span', traceId: 'f'.repeat(32), spanId: 'e'.repeat(16) }],
      next: [],
    },
    ...more,
  };
}

describe("a partner's API", () => {
  let server: SignedInServer;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    server = await startSignedInServer();
    const entered = {
      type: 'transition',
      orderId: '7',
      tenantId: 'goldwerk',
      service: 'secret-service',
    } as const;
    await server.store.append(
      eventBatch([
        { ...entered, stage: 'CREATED', timeNanos: start },
        { ...entered, stage: 'SUBMITTED', timeNanos: start + hour },
      ]),
    );
    const closed = { stage: 'CLOSED', closedNanos: start + 2n * hour };
    await server.store.saveOrders({
      orders: [
        state('goldwerk', '7'),
        state('goldwerk', '8', closed),
        state('acme', '7'),
        state('acme', '9'),
      ],
    });
    const claims = (role: string, tenant?: string) => ({
      realm_access: { roles: [role] },
      ...(tenant !== undefined && { tenant_id: tenant }),
    });
    tokens.set('partner', await server.provider.programToken(claims('partner', 'goldwerk')));
    tokens.set('support', await server.provider.programToken(claims('support')));
    tokens.set('developer', await server.provider.programToken(claims('developer')));
  });
  afterAll(() => server.close());

  async function get<T>(path: string, who = 'partner'): Promise<{ status: number; body: T; text: string }> {
    const headers = { authorization: `Bearer ${tokens.get(who) ?? ''}` };
    const response = await server.api.inject({ url: `/partner/v1${path}`, headers });
    return { status: response.statusCode, body: response.json<T>(), text: response.body };
  }

  it('tells stage, milestones and what comes next and when', async () => {
    const { body } = await get<PartnerOrderWithMilestones>('/orders/7');
    expect(body).toEqual({
      order_id: '7',
      stage: 'SUBMITTED',
      stage_since: '2026-11-02T09:00:00.000000000Z',
      created_at: '2026-11-02T08:00:00.000000000Z',
      closed_at: null,
      next: { stage: 'PRICED', due_at: '2026-11-02T10:00:00.000000000Z', waits_for_customer: false },
      milestones: [
        { stage: 'CREATED', entered_at: '2026-11-02T08:00:00.000000000Z' },
        { stage: 'SUBMITTED', entered_at: '2026-11-02T09:00:00.000000000Z' },
      ],
    });
    expect((await get<PartnerOrderWithMilestones>('/orders/8')).body.next).toBeNull();
  });

  it('tells nothing of the inside', async () => {
    const all = (await get('/orders')).text + (await get('/orders/7')).text;
    for (const inner of ['secret', 'mes-api', 'lost', 'ffff', 'message_not', 'goldwerk', 'acme'])
      expect(all).not.toContain(inner);
  });

  it.each(['', '?tenant=acme', '?tenant=nobody', '?tenant='])('lists own orders alone: %s', async (query) => {
    const { body } = await get<PartnerOrderList>(`/orders${query}`);
    expect(body.orders.map((order) => order.order_id).sort()).toEqual(['7', '8']);
  });

  it('filters and pages', async () => {
    const ids = async (query: string) => {
      const { body } = await get<PartnerOrderList>(`/orders?${query}`);
      return { ids: body.orders.map((order) => order.order_id), next: body.next };
    };
    expect((await ids('open=true')).ids).toEqual(['7']);
    expect((await ids('stage=CLOSED')).ids).toEqual(['8']);
    expect((await ids('q=9')).ids).toEqual([]);
    const first = await ids('limit=1');
    const second = await ids(`limit=1&cursor=${encodeURIComponent(first.next ?? '')}`);
    expect([...first.ids, ...second.ids].sort()).toEqual(['7', '8']);
  });

  it("answers for others' ids as for ids that don't exist, after the same look-up", async () => {
    const asked: unknown[] = [];
    const order = server.store.order.bind(server.store);
    server.store.order = (ref) => {
      asked.push(ref);
      return order(ref);
    };
    const foreign = await get('/orders/9');
    const unknown = await get('/orders/404');
    server.store.order = order;
    expect(foreign.status).toBe(404);
    expect(foreign.text).toBe(unknown.text.replace('order \\"404', 'order \\"9'));
    expect(asked).toEqual([
      { tenantId: 'goldwerk', orderId: '9' },
      { tenantId: 'goldwerk', orderId: '404' },
    ]);
  });

  it('shows support what the partner sees, when it says which partner', async () => {
    expect((await get('/orders', 'support')).status).toBe(400);
    expect((await get('/orders/9?tenant=acme', 'support')).status).toBe(200);
    expect((await get('/orders?tenant=acme', 'developer')).status).toBe(403);
  });

  it('is not told of problems and risks by filters of the other API either', async () => {
    const headers = { authorization: `Bearer ${tokens.get('partner') ?? ''}` };
    for (const path of ['/orders', '/orders/counts']) {
      for (const filter of ['problem=unresolved', 'at_risk=true']) {
        const url = `/api/v1${path}?${filter}`;
        expect((await server.api.inject({ url, headers })).statusCode).toBe(403);
      }
    }
  });

  it('describes itself', async () => {
    const headers = { authorization: `Bearer ${tokens.get('partner') ?? ''}` };
    const { paths } = (await server.api.inject({ url: '/openapi.json', headers })).json<{ paths: object }>();
    expect(Object.keys(paths)).toContain('/partner/v1/orders/{order_id}');
  });
});
