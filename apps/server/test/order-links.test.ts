import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreatedOrderLink, OrderLink, OrderLinkList } from '@ordertrace/api';
import { eventBatch, nanosFromMillis, type Fact, type OrderState } from '@ordertrace/model';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOrMakeKey } from '@ordertrace/privacy';
import { linkIdOf, linkToken, newLinkId } from '../src/order-links/link-token.js';
import { startSignedInServer, type SignedInServer } from './support/signed-in-server.js';

const start = nanosFromMillis(Date.now() - 7_200_000);

function state(tenantId: string, orderId: string): OrderState {
  return {
    orderId,
    tenantId,
    flow: 'manufacturer',
    stage: 'APPROVED',
    stageSinceNanos: start,
    createdNanos: start,
    firstSeenNanos: start,
    lastSeenNanos: start,
  };
}

describe('links to an order', () => {
  let server: SignedInServer;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    server = await startSignedInServer();
    const event = { type: 'transition', tenantId: 'goldwerk', service: 'secret-service' } as const;
    await server.store.append(eventBatch([{ ...event, orderId: '7', stage: 'APPROVED', timeNanos: start }]));
    await server.store.saveOrders({
      orders: [state('goldwerk', '7'), state('acme', '9')],
    });
    const claims = (role: string, tenant?: string) => ({
      realm_access: { roles: [role] },
      ...(tenant !== undefined && { tenant_id: tenant }),
    });
    tokens.set('partner', await server.provider.programToken(claims('partner', 'goldwerk')));
    tokens.set('support', await server.provider.programToken(claims('support')));
    tokens.set('business', await server.provider.programToken(claims('business')));
  });
  afterAll(() => server.close());

  async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, who = 'support', body?: object) {
    const headers = { authorization: `Bearer ${tokens.get(who) ?? ''}` };
    const response = await server.api.inject({
      method,
      url: path,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: response.statusCode, body: response.json<T>() };
  }
  const create = (id: string, body: object = {}, who = 'support') =>
    ask<CreatedOrderLink>('POST', `/api/v1/orders/${id}/links`, who, body);
  const open = (url: string) => server.api.inject({ url: new URL(url).pathname });

  it('show the order to whoever has one, without a sign-in and without anything of the inside', async () => {
    const { status, body } = await create('7');
    expect(status).toBe(201);
    expect(Date.parse(body.expires_at) - Date.parse(body.created_at)).toBe(7 * 86_400_000);
    const page = await fetch(new URL(new URL(body.url).pathname, server.origin));
    const text = await page.text();
    expect(text).toContain('Approved');
    for (const inner of ['secret', 'goldwerk', 'support']) expect(text).not.toContain(inner);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-robots-tag')).toContain('noindex');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('set-cookie')).toBeNull();
  });

  it('are kept without their addresses', async () => {
    const { body } = await create('7');
    const token = body.url.split('/p/')[1] ?? '';
    const { facts } = await server.store.facts({ kinds: ['link.'], limit: 1000 });
    const proof = token.split('.')[1] ?? '';
    const kept = JSON.stringify(facts, (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    expect(kept).toContain(body.link_id);
    expect(kept).not.toContain(proof);
    expect(server.log.join('')).not.toContain(proof);
  });

  it('end when they are revoked, and are answered then as if they never were', async () => {
    const { body } = await create('7');
    expect((await open(body.url)).statusCode).toBe(200);
    const revoked = await ask<OrderLink>('DELETE', `/api/v1/links/${body.link_id}`);
    expect(revoked.body.state).toBe('revoked');
    const after = await open(body.url);
    const unknown = await open(`${server.origin}/p/${'x'.repeat(16)}.${'y'.repeat(43)}`);
    const expired = await expiredLink();
    expect(after.statusCode).toBe(404);
    const same = (text: string) => text.replace(/href="\/p\/[^"]*"/, '');
    expect(same(unknown.body)).toBe(same(after.body));
    expect(same(expired)).toBe(same(after.body));
    const { body: list } = await ask<OrderLinkList>('GET', '/api/v1/orders/7/links');
    expect(list.links.find((link) => link.link_id === body.link_id)?.state).toBe('revoked');
  });

  async function expiredLink(): Promise<string> {
    const { body } = await create('7');
    const { facts } = await server.store.facts({ kinds: ['link.'], subject: body.link_id, limit: 1 });
    const [made] = facts;
    const read = server.store.facts.bind(server.store);
    const past: Fact[] = made === undefined ? [] : [{ ...made, data: { ...made.data, expires_nanos: '1' } }];
    server.store.facts = () => Promise.resolve({ facts: past });
    const page = await open(body.url);
    server.store.facts = read;
    expect(page.statusCode).toBe(404);
    return page.body;
  }

  it('last as long as is said, 90 days at most', async () => {
    const { body } = await create('7', { expires_in: '12h' });
    expect(Date.parse(body.expires_at) - Date.parse(body.created_at)).toBe(43_200_000);
    expect((await create('7', { expires_in: '90d' })).status).toBe(201);
    expect((await create('7', { expires_in: '91d' })).status).toBe(400);
    expect((await create('7', { expires_in: 'for ever' })).status).toBe(400);
  });

  it('are made by partners for their own orders, and only these', async () => {
    const path = '/partner/v1/orders';
    const own = await ask<CreatedOrderLink>('POST', `${path}/7/links`, 'partner', {});
    expect(own.status).toBe(201);
    expect((await ask('POST', `${path}/9/links`, 'partner', {})).status).toBe(404);
    expect((await create('7', {}, 'partner')).status).toBe(403);
    expect((await create('7', {}, 'business')).status).toBe(403);
    const foreign = await create('9');
    const refused = await ask('DELETE', `/partner/v1/links/${foreign.body.link_id}`, 'partner');
    const unknown = await ask('DELETE', '/partner/v1/links/none', 'partner');
    expect(refused).toEqual(unknown);
    expect((await ask('DELETE', `/partner/v1/links/${own.body.link_id}`, 'partner')).status).toBe(200);
  });

  it('do not tell partners who of the staff made them', async () => {
    const { body: made } = await create('7');
    expect(made.created_by).not.toBeNull();
    const { body } = await ask<OrderLinkList>('GET', '/partner/v1/orders/7/links', 'partner');
    expect(body.links.find((link) => link.link_id === made.link_id)?.created_by).toBeNull();
  });

  it('leave every opening in the access log', async () => {
    const { body } = await create('7');
    await open(body.url);
    await open(body.url);
    const looks = async () => {
      const query = { kinds: ['access.link_opened'], subject: body.link_id, limit: 10 };
      return (await server.store.facts(query)).facts;
    };
    await expect.poll(async () => (await looks()).length, { timeout: 20_000 }).toBe(2);
    expect((await looks())[0]).toMatchObject({ actor: `link:${body.link_id}`, orderId: '7' });
  });

  it('are refused after too many openings within a minute', async () => {
    const { body } = await create('7');
    const statuses = new Set<number>();
    for (let at = 0; at < 80; at++) statuses.add((await open(body.url)).statusCode);
    expect(statuses).toContain(429);
  });
});

describe('tokens of links', () => {
  const key = Buffer.alloc(32, 7);

  it('name their link under their own key alone', () => {
    const id = newLinkId();
    const token = linkToken(id, key);
    expect(linkIdOf(token, key)).toBe(id);
    expect(linkIdOf(token, Buffer.alloc(32, 8))).toBeUndefined();
  });

  it('are nothing else than what was made', () => {
    const token = linkToken(newLinkId(), key);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom('A', '-', '.', '%', 'я'), (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        const isSame = Buffer.from(changed, 'base64url').equals(Buffer.from(token, 'base64url'));
        expect(changed === token || isSame || linkIdOf(changed, key) === undefined).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => linkIdOf(text, key) === undefined));
  });
});

describe('the file of the key', () => {
  it('is made for its owner alone, and is the same from then on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ordertrace-key-'));
    const file = join(folder, 'data', 'partner.key');
    const [first, second] = await Promise.all([readOrMakeKey(file), readOrMakeKey(file)]);
    expect(first).toEqual(second);
    expect(await readOrMakeKey(file)).toEqual(first);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).trim()).toBe(first.toString('base64'));
    await writeFile(file, 'short');
    await expect(readOrMakeKey(file)).rejects.toThrow(/holds no key/);
    await rm(folder, { recursive: true });
  });
});
