import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '@ordertrace/api';
import { Browser } from './support/browser.js';
import { audience } from './support/open-id-provider.js';
import {
  clientSecret,
  sessionSecret,
  startSignedInServer,
  type SignedInServer,
} from './support/signed-in-server.js';

describe('signing in at an OpenID provider', () => {
  let server: SignedInServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startSignedInServer();
    const { accounts } = server.provider;
    accounts.set('anna', { roles: ['support', 'unknown'], name: 'Anna S.' });
    accounts.set('nobody', { roles: ['guest'] });
    accounts.set('goldwerk', { roles: ['partner'], tenant: 'goldwerk' });
    accounts.set('no-tenant', { roles: ['partner'] });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    browser = new Browser();
    server.provider.renewing = true;
  });
  const at = (path: string) => `${server.origin}${path}`;
  const host = () => new URL(server.origin).host;
  const me = async () => browser.fetch(at('/api/v1/me'));

  it('lets people in through the provider, to the page they came for', async () => {
    const page = await browser.signIn(at('/login?to=/api/v1/me'), 'anna');
    expect(page.at).toBe(at('/api/v1/me'));
    expect(await page.json()).toEqual({
      name: 'Anna S.',
      subject: 'anna',
      roles: ['support'],
      tenant_id: null,
      sign_in: true,
    } satisfies Me);
  });

  it('keeps the session in a cookie that pages cannot read and that says nothing', async () => {
    await browser.signIn(at('/login'), 'anna');
    const cookie = browser.cookiesOf(host()).get('ordertrace_session') ?? '';
    expect(cookie.split('.')).toHaveLength(5);
    expect(Buffer.from(cookie, 'base64url').toString()).not.toContain('anna');
    const login = await browser.fetch(at('/login'));
    const [set = ''] = login.headers.getSetCookie();
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Lax/);
  });

  it('asks the provider with proof key, state and nonce', async () => {
    const { headers } = await browser.fetch(at('/login'));
    const query = new URL(headers.get('location') ?? '').searchParams;
    expect(query.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(query.get(name)?.length).toBeGreaterThan(20);
  });

  it('answers the API with 401, and sends page visits to the sign-in', async () => {
    expect((await me()).status).toBe(401);
    expect((await browser.fetch(at('/api/v1/orders'))).status).toBe(401);
    expect((await browser.fetch(at('/healthz'))).status).toBe(200);
  });

  it.each(['//evil.example/x', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
    'leads nowhere else after the sign-in: %s',
    async (to) => {
      const page = await browser.signIn(at(`/login?to=${encodeURIComponent(to)}`), 'anna');
      expect(new URL(page.at).origin).toBe(server.origin);
    },
  );

  it('takes no callback that this browser did not begin', async () => {
    const other = new Browser();
    const stolen = await other.follow(at('/login'), (next) => next.includes('/auth?'));
    const state = new URL(stolen.at).searchParams.get('state') ?? '';
    const answer = await browser.fetch(at(`/callback?code=x&state=${state}`));
    expect(answer.status).toBe(400);
    expect(browser.cookiesOf(host()).has('ordertrace_session')).toBe(false);
  });

  it('takes no cookie that was changed', async () => {
    await browser.signIn(at('/login'), 'anna');
    const cookie = browser.cookiesOf(host()).get('ordertrace_session') ?? '';
    browser.setCookie(host(), 'ordertrace_session', `${cookie.slice(0, -2)}AA`);
    expect((await me()).status).toBe(401);
  });

  it('lets nobody in without a role, and no partner without a tenant', async () => {
    expect((await browser.signIn(at('/login'), 'nobody')).status).toBe(403);
    expect((await me()).status).toBe(401);
    await browser.signIn(at('/login'), 'no-tenant').catch(() => undefined);
    browser = new Browser();
    await browser.signIn(at('/login?to=/healthz'), 'no-tenant');
    expect((await me()).status).toBe(403);
  });

  it('asks the provider again when the session is old, once for requests that come together', async () => {
    await browser.signIn(at('/login?to=/healthz'), 'anna');
    server.provider.accounts.set('anna', { roles: ['developer'], name: 'Anna S.' });
    const spy = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 16 * 60_000);
    try {
      const answers = await Promise.all([me(), me(), me()]);
      for (const answer of answers) expect(((await answer.json()) as Me).roles).toEqual(['developer']);
    } finally {
      spy.mockRestore();
      server.provider.accounts.set('anna', { roles: ['support'], name: 'Anna S.' });
    }
  });

  it('ends the session when the provider no longer renews it', async () => {
    await browser.signIn(at('/login?to=/healthz'), 'anna');
    server.provider.renewing = false;
    const spy = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 16 * 60_000);
    try {
      expect((await me()).status).toBe(401);
    } finally {
      spy.mockRestore();
    }
    expect(browser.cookiesOf(host()).has('ordertrace_session')).toBe(false);
  });

  it('signs out here and at the provider, and a kept cookie counts no more', async () => {
    await browser.signIn(at('/login?to=/healthz'), 'anna');
    const kept = browser.cookiesOf(host()).get('ordertrace_session') ?? '';
    const answer = await browser.fetch(at('/logout'), {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    const { location } = (await answer.json()) as { location: string };
    expect(location.startsWith(`${server.provider.issuer}/session/end?`)).toBe(true);
    expect((await me()).status).toBe(401);
    browser.setCookie(host(), 'ordertrace_session', kept);
    expect((await me()).status).toBe(401);
  });

  it('signs nobody out for another site', async () => {
    await browser.signIn(at('/login?to=/healthz'), 'anna');
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, {}]) {
      const answer = await browser.fetch(at('/logout'), {
        method: 'POST',
        headers: headers as Record<string, string>,
      });
      expect(answer.status).toBe(403);
    }
    expect((await me()).status).toBe(200);
  });

  describe('programs', () => {
    const ask = (token: string, path = '/api/v1/me') =>
      fetch(at(path), { headers: { authorization: `Bearer ${token}` } });

    it('bring a token that the provider signed for this server', async () => {
      const token = await server.provider.programToken({
        realm_access: { roles: ['developer'] },
        tenant_id: 'acme',
        sub: 'program',
      });
      const answer = await ask(token);
      expect(await answer.json()).toMatchObject({
        roles: ['developer'],
        tenant_id: 'acme',
        subject: 'program',
      });
    });

    it('are refused with a token for another server, a changed one, or none that is known', async () => {
      const other = await server.provider.programToken({ sub: 'program' }, 'urn:another');
      const good = await server.provider.programToken({ sub: 'program' }, audience);
      for (const token of [other, `${good.slice(0, -4)}AAAA`, 'nonsense', 'a.b.c']) {
        const answer = await ask(token);
        expect(answer.status).toBe(401);
        expect(await answer.json()).toMatchObject({ code: 'token_refused' });
      }
    });
  });

  it('prints no secret, no code and no token', async () => {
    await browser.signIn(at('/login?to=/healthz'), 'anna');
    const token = await server.provider.programToken({ sub: 'program' }, 'urn:another');
    await fetch(at('/api/v1/me'), { headers: { authorization: `Bearer ${token}` } });
    await browser.fetch(at('/callback?code=secretcode&state=x'));
    const log = server.log.join('');
    expect(log).toContain('signed in');
    for (const secret of [clientSecret, sessionSecret, token, 'secretcode', 'eyJ'])
      expect(log).not.toContain(secret);
  });
});
