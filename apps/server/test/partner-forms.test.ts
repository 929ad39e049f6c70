import { nanosFromMillis, type OrderState } from '@ordertrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from './support/browser.js';
import { startSignedInServer, type SignedInServer } from './support/signed-in-server.js';

const start = nanosFromMillis(Date.now() - 7_200_000);
const state = (tenantId: string, orderId: string): OrderState => ({
  orderId,
  tenantId,
  flow: 'manufacturer',
  stage: 'APPROVED',
  stageSinceNanos: start,
  createdNanos: start,
  firstSeenNanos: start,
  lastSeenNanos: start,
});

let server: SignedInServer;
const tokens = new Map<string, string>();

beforeAll(async () => {
  server = await startSignedInServer();
  await server.store.saveOrders({ orders: [state('goldwerk', '7'), state('acme', '9')] });
  for (const [name, role, tenant] of [
    ['partner', 'partner', 'goldwerk'],
    ['other', 'partner', 'acme'],
    ['support', 'support', undefined],
  ] as const)
    tokens.set(
      name,
      await server.provider.programToken({
        realm_access: { roles: [role] },
        ...(tenant !== undefined && { tenant_id: tenant }),
      }),
    );
});
afterAll(() => server.close());

async function get(path: string, who = 'partner') {
  const headers = who === 'nobody' ? {} : { authorization: `Bearer ${tokens.get(who) ?? ''}` };
  const { statusCode: status, body: text } = await server.api.inject({ url: path, headers });
  return { status, text };
}

async function send(path: string, form: Record<string, string | string[]> = {}, who = 'partner') {
  const fields = Object.entries(form).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value]),
  );
  const response = await server.api.inject({
    method: 'POST',
    url: path,
    payload: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Bearer ${tokens.get(who) ?? ''}`,
    },
  });
  const { statusCode: status, body: text } = response;
  return { status, text, location: response.headers.location };
}

const valueIn = (text: string) => /<input readonly value="([^"]+)"/.exec(text)?.[1] ?? '';

describe('links on the page of an order', () => {
  it('are made, shown once, and work until they are revoked', async () => {
    const made = await send('/partner/orders/7/links', { expires_in: '1d' });
    expect(made.status).toBe(201);
    const { pathname } = new URL(valueIn(made.text));
    expect((await get(pathname, 'nobody')).text).toContain('Order 7');
    const page = (await get('/partner/orders/7')).text;
    expect(page).not.toContain(pathname);
    const [revoke = ''] = /\/partner\/orders\/7\/links\/[\w-]+\/revoke/.exec(page) ?? [];
    expect(await send(revoke)).toMatchObject({ status: 303, location: '/partner/orders/7#links' });
    expect((await get(pathname, 'nobody')).status).toBe(404);
    expect((await get('/partner/orders/7')).text).not.toContain('/revoke');
  });

  it('are refused for times that are not offered, and told where there are too many', async () => {
    expect((await send('/partner/orders/7/links', { expires_in: '900d' })).status).toBe(400);
    expect((await send('/partner/orders/7/links')).status).toBe(400);
    for (let i = 0; i < 50; i++) await send('/partner/orders/7/links', { expires_in: '1d' });
    const refused = await send('/partner/orders/7/links', { expires_in: '1d' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('The order already has 50 active links.');
  });

  it("of another tenant's order answer as of none", async () => {
    const foreign = await send('/partner/orders/9/links', { expires_in: '1d' });
    const none = await send('/partner/orders/5/links', { expires_in: '1d' });
    expect([foreign.status, none.status]).toEqual([404, 404]);
    expect(foreign.text.replaceAll('9', '5')).toBe(none.text.replaceAll('9', '5'));
    const own = await send('/partner/orders/9/links', { expires_in: '1d' }, 'other');
    const id = new URL(valueIn(own.text)).pathname.split(/[/.]/)[2] ?? '';
    expect((await send(`/partner/orders/7/links/${id}/revoke`)).status).toBe(404);
  });
});

describe("a partner's webhooks on their page", () => {
  const address = 'https://hooks.example.invalid/a';
  const idIn = (text: string) => /\/partner\/webhooks\/(wh_[\w-]+)/.exec(text)?.[1] ?? '';

  it('are added, tried, given a new secret and removed', async () => {
    const made = await send('/partner/webhooks', { url: address, milestones: ['APPROVED', 'SHIPPED'] });
    expect(made.status).toBe(201);
    const secret = valueIn(made.text);
    expect(secret).toMatch(/^whsec_/);
    const list = (await get('/partner/webhooks')).text;
    expect(list).toContain(address);
    expect(list).toContain('Approved, Shipped');
    expect(list).not.toContain(secret);
    const id = idIn(list);
    const tested = await send(`/partner/webhooks/${id}/test`);
    expect(tested.text).toContain('The test was not delivered:');
    const deliveries = await get(`/partner/webhooks/${id}`);
    expect(deliveries.text).toMatch(/Deliveries to https:\/\/hooks\.example\.invalid\/a/);
    expect(valueIn((await send(`/partner/webhooks/${id}/rotate`)).text)).not.toBe(secret);
    expect(await send(`/partner/webhooks/${id}/remove`)).toMatchObject({
      status: 303,
      location: '/partner/webhooks',
    });
    expect((await get('/partner/webhooks')).text).toContain('No webhooks yet.');
  });

  it.each([
    ['http://hooks.example/a'],
    ['https://127.0.0.1/a'],
    ['nothing'],
    [''],
    [`https://a.example/${'a'.repeat(3000)}`],
  ])('are refused beside what was entered: %.30s', async (url) => {
    const refused = await send('/partner/webhooks', { url, milestones: 'APPROVED' });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('This address is not accepted:');
    expect(refused.text).toContain(`value="${url}"`);
    expect(refused.text).toMatch(/value="APPROVED"\s+checked/);
  });

  it('are ten at the most', async () => {
    for (let i = 0; i < 10; i++) await send('/partner/webhooks', { url: address }, 'other');
    const refused = await send('/partner/webhooks', { url: address }, 'other');
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('There are 10 webhooks already.');
  });

  it('of another tenant are not there, and support looks without changing', async () => {
    const id = idIn((await get('/partner/webhooks', 'other')).text);
    expect((await get('/partner/webhooks')).text).not.toContain(id);
    for (const path of [`/partner/webhooks/${id}/test`, `/partner/webhooks/${id}/remove`])
      expect((await send(path)).status).toBe(404);
    expect((await get(`/partner/webhooks/${id}`)).text).toContain('Webhook not found');
    const seen = (await get('/partner/webhooks?tenant=acme', 'support')).text;
    expect(seen).toContain(id);
    expect(seen).not.toContain('<button type="submit" class="plain">Send');
    expect((await send(`/partner/webhooks/${id}/remove?tenant=acme`, {}, 'support')).status).toBe(403);
  });
});

it('forms of other sites change nothing', async () => {
  server.provider.accounts.set('paula', { roles: ['partner'], tenant: 'goldwerk' });
  const browser = new Browser();
  await browser.signIn(`${server.origin}/partner`, 'paula');
  for (const site of ['cross-site', 'same-site']) {
    const answer = await browser.fetch(`${server.origin}/partner/webhooks`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': site },
      body: 'url=https://evil.example/a',
    });
    expect(answer.status).toBe(403);
  }
  expect((await get('/partner/webhooks')).text).not.toContain('evil.example');
});
