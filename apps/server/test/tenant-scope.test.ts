import type { LookList, Order, OrderCounts, OrderList, ProblemDetails } from '@ordertrace/api';
import { nanosFromMillis, type OrderState } from '@ordertrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSignedInServer, type SignedInServer } from './support/signed-in-server.js';

function state(tenantId: string, orderId: string): OrderState {
  const now = nanosFromMillis(Date.now());
  return {
    orderId,
    tenantId,
    flow: 'manufacturer',
    stage: 'SUBMITTED',
    stageSinceNanos: now,
    createdNanos: now,
    firstSeenNanos: now,
    lastSeenNanos: now,
    checkNanos: now,
  };
}

describe('someone who belongs to a tenant', () => {
  let server: SignedInServer;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    server = await startSignedInServer();
    await server.store.saveOrders({
      orders: [state('goldwerk', '7'), state('goldwerk', '8'), state('acme', '7'), state('acme', '9')],
    });
    const tokenOf = async (name: string, role: string, tenant?: string) => {
      const claims = { realm_access: { roles: [role] }, ...(tenant !== undefined && { tenant_id: tenant }) };
      tokens.set(name, await server.provider.programToken(claims));
    };
    await tokenOf('partner', 'partner', 'goldwerk');
    await tokenOf('bound support', 'support', 'goldwerk');
    await tokenOf('support', 'support');
    await tokenOf('security', 'security');
  });
  afterAll(() => server.close());

  async function get<T>(path: string, who = 'partner'): Promise<{ status: number; body: T; text: string }> {
    const headers = { authorization: `Bearer ${tokens.get(who) ?? ''}` };
    const response = await server.api.inject({ url: `/api/v1${path}`, headers });
    return { status: response.statusCode, body: response.json<T>(), text: response.body };
  }

  it.each(['partner', 'bound support'])('sees its orders alone in lists and counts: %s', async (who) => {
    const { body } = await get<OrderList>('/orders', who);
    expect(body.orders.map((order) => `${order.tenant_id}/${order.order_id}`).sort()).toEqual([
      'goldwerk/7',
      'goldwerk/8',
    ]);
    const counts = await get<OrderCounts>('/orders/counts', who);
    expect(counts.body.counts).toMatchObject([{ tenant_id: 'goldwerk', count: 2 }]);
  });

  it('is not asked back where another tenant has the id too', async () => {
    expect((await get<Order>('/orders/7')).body.tenant_id).toBe('goldwerk');
    expect((await get<Order>('/orders/7?tenant=goldwerk')).status).toBe(200);
  });

  it.each([
    ['/orders/9', '/orders/404'],
    ['/orders/9?tenant=acme', '/orders/9?tenant=nobody'],
    ['/orders/7?tenant=acme', '/orders/7?tenant=nobody'],
    ['/orders?tenant=acme', '/orders?tenant=nobody'],
    ['/orders/counts?tenant=acme', '/orders/counts?tenant=nobody'],
    ['/orders?q=9', '/orders?q=404'],
  ])('gets for what is of others the answer of what does not exist: %s', async (foreign, unknown) => {
    const [there, nowhere] = [await get<ProblemDetails>(foreign), await get<ProblemDetails>(unknown)];
    expect(there.status).toBe(nowhere.status);
    const bare = (text: string) =>
      text.replaceAll('acme', 'X').replaceAll('nobody', 'X').replaceAll('404', '9');
    expect(bare(there.text)).toBe(bare(nowhere.text));
  });

  it('gets no telemetry, which other tenants share', async () => {
    for (const who of ['partner', 'bound support'])
      for (const path of ['/orders/7/journey', '/orders/7/trace', `/traces/${'1'.repeat(32)}`, '/services'])
        expect((await get(path, who)).status).toBe(403);
  });

  it('leaves looks that the security role finds, and nobody else', async () => {
    await get('/orders/7');
    await get('/orders/9', 'support');
    await server.accessLog.stop();
    const { body } = await get<LookList>('/audit/access?order_id=7&tenant=goldwerk', 'security');
    expect(body.looks).toMatchObject([
      { action: 'order_viewed', order_id: '7', tenant_id: 'goldwerk', roles: ['partner'] },
    ]);
    expect((await get<LookList>('/audit/access?actor=stranger', 'security')).body.looks).toEqual([]);
    expect((await get('/audit/access?from=yesterday', 'security')).status).toBe(400);
    expect((await get('/audit/access', 'support')).status).toBe(403);
  });
});
