import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { source as axe, type run } from 'axe-core';
import { eventBatch, nanosFromMillis, type OrderState } from '@ordertrace/model';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, launchBrowser, openPage } from '../../console/test/fixture/browser.js';
import { Browser } from './support/browser.js';
import { startSignedInServer, type SignedInServer } from './support/signed-in-server.js';

const start = nanosFromMillis(Date.now() - 7_200_000);
const hour = 3_600_000_000_000n;

function state(tenantId: string, orderId: string, more: Partial<OrderState> = {}): OrderState {
  return {
    orderId,
    tenantId,
    flow: 'manufacturer',
    stage: 'APPROVED',
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
      evidence: [],
      next: [],
    },
    ...more,
  };
}

let server: SignedInServer;
let consoleFolder: string;
const tokens = new Map<string, string>();

beforeAll(async () => {
  consoleFolder = await mkdtemp(join(tmpdir(), 'ordertrace-pages-'));
  await writeFile(join(consoleFolder, 'index.html'), 'the console');
  server = await startSignedInServer({}, undefined, consoleFolder);
  const entered = {
    type: 'transition',
    orderId: '7',
    tenantId: 'goldwerk',
    service: 'secret-service',
  } as const;
  await server.store.append(
    eventBatch([
      { ...entered, stage: 'CREATED', timeNanos: start },
      { ...entered, stage: 'APPROVED', timeNanos: start + hour },
    ]),
  );
  const many = Array.from({ length: 30 }, (_, at) =>
    state('goldwerk', `M-${at}`, { stage: 'CLOSED', closedNanos: start, createdNanos: start - 1n }),
  );
  const markup = state('goldwerk', '<b>"&x', { createdNanos: start - 2n });
  await server.store.saveOrders({
    orders: [state('goldwerk', '7'), ...many, markup, state('acme', '9')],
  });
  const claims = (role: string, tenant?: string) => ({
    realm_access: { roles: [role] },
    ...(tenant !== undefined && { tenant_id: tenant }),
  });
  tokens.set('partner', await server.provider.programToken(claims('partner', 'goldwerk')));
  tokens.set('new', await server.provider.programToken(claims('partner', 'newcomer')));
  tokens.set('support', await server.provider.programToken(claims('support')));
  tokens.set('business', await server.provider.programToken(claims('business')));
});
afterAll(async () => {
  await server.close();
  await rm(consoleFolder, { recursive: true });
});

async function get(path: string, who = 'partner', headers: Record<string, string> = {}) {
  const response = await server.api.inject({
    url: path,
    headers: { authorization: `Bearer ${tokens.get(who) ?? ''}`, ...headers },
  });
  return { status: response.statusCode, text: response.body, headers: response.headers };
}

describe("a partner's page", () => {
  it('shows own orders with stage and what comes next, and nothing of the inside', async () => {
    const list = (await get('/partner?show=open')).text;
    expect(list).toContain('href="/partner/orders/7"');
    expect(list).toMatch(/Approved.*In production/s);
    const one = (await get('/partner/orders/7')).text;
    expect(one).toMatch(/Created.*Approved.*In production.*Shipped.*Closed/s);
    for (const inner of ['secret', 'mes-api', 'lost', 'acme', 'message_not'])
      expect(list + one).not.toContain(inner);
  });

  it('speaks the language that is asked for, and remembers the one that was chosen', async () => {
    expect((await get('/partner', 'partner', { 'accept-language': 'ru' })).text).toContain('Ваши заказы');
    const chosen = await get('/partner?lang=ru');
    const cookie = String(chosen.headers['set-cookie']).split(';')[0] ?? '';
    expect((await get('/partner/orders/7', 'partner', { cookie })).text).toContain('Подтверждён');
  });

  it('is found by order number, and pages', async () => {
    expect((await get('/partner?q=M-29')).text).toContain('M-29');
    expect((await get('/partner?q=nothing')).text).toContain('Show all orders');
    const first = (await get('/partner')).text;
    const next = /href="(\/partner\?cursor=[^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const ids = (text: string) =>
      [...text.matchAll(/<th scope="row"><a href="[^"]+">([^<]+)/g)].map(([, id]) => id);
    const all = [...ids(first), ...ids((await get(next)).text)];
    expect(all).toHaveLength(32);
    expect(new Set(all).size).toBe(32);
  });

  it('shows ids as text, whatever stands in them', async () => {
    const { text } = await get('/partner?q=%3Cb%3E%22');
    expect(text).toContain('&lt;b&gt;&quot;&amp;x');
    expect(text).not.toContain('<b>');
  });

  it("answers for others' ids as for unknown ones", async () => {
    const foreign = await get('/partner/orders/9');
    const unknown = await get('/partner/orders/404');
    expect(foreign.status).toBe(404);
    expect(foreign.text.replaceAll('9', '404')).toBe(unknown.text.replaceAll('9', '404'));
    expect((await get('/partner/orders/9?tenant=acme')).status).toBe(404);
  });

  it('is where the start page leads partners, and nobody else', async () => {
    const start = await get('/');
    expect([start.status, start.headers.location]).toEqual([302, '/partner']);
    expect((await get('/', 'support')).text).toContain('the console');
    expect((await get('/orders')).text).toContain('the console');
  });

  it('asks support whose page it wants, shows it, and is not for others', async () => {
    expect((await get('/partner', 'support')).text).toContain('Choose a tenant');
    expect((await get('/partner?tenant=acme', 'support')).text).toContain(
      'href="/partner/orders/9?tenant=acme"',
    );
    expect((await get('/partner', 'business')).status).toBe(403);
  });

  it('is where partners who signed in land, and signs out by a form', async () => {
    server.provider.accounts.set('paula', { roles: ['partner'], tenant: 'goldwerk' });
    const browser = new Browser();
    const landed = await browser.signIn(`${server.origin}/partner`, 'paula');
    expect(landed.at).toBe(`${server.origin}/partner`);
    expect(await landed.text()).toContain('Your orders');
    const out = await browser.fetch(`${server.origin}/logout`, {
      method: 'POST',
      headers: { accept: 'text/html', 'content-type': 'text/plain', 'sec-fetch-site': 'same-origin' },
    });
    expect(await out.text()).toContain('http-equiv="refresh"');
    expect((await browser.fetch(`${server.origin}/partner`)).status).toBe(302);
  });
});

describe.skipIf(browserPath === undefined)('in a browser', () => {
  let chromium: Chromium;
  beforeAll(async () => {
    chromium = await launchBrowser();
  }, 60_000);
  afterAll(() => chromium.close());

  const views = [
    { name: 'list', path: '/partner', who: 'partner' },
    { name: 'order', path: '/partner/orders/7', who: 'partner' },
    { name: 'empty', path: '/partner', who: 'new' },
    { name: 'unknown', path: '/partner/orders/none', who: 'partner' },
    { name: 'choice', path: '/partner', who: 'support' },
    { name: 'webhooks', path: '/partner/webhooks', who: 'partner' },
    { name: 'no webhooks', path: '/partner/webhooks', who: 'new' },
    { name: 'no such webhook', path: '/partner/webhooks/wh_none', who: 'partner' },
  ];
  it.each([
    { scheme: 'light', width: 1280, locale: 'en-GB' },
    { scheme: 'dark', width: 390, locale: 'ru-RU' },
  ] as const)(
    'has no finding by axe and fits: $scheme, $width wide, $locale',
    async ({ scheme, width, locale }) => {
      const link = { name: 'link', path: await newLink(), who: 'nobody' };
      for (const { name, path, who } of [...views, link]) {
        const { page, faults, close } = await openPage(chromium, { scheme, width, locale });
        const token = tokens.get(who);
        if (token !== undefined) await page.setExtraHTTPHeaders({ authorization: `Bearer ${token}` });
        await page.goto(server.origin + path);
        await expectGood(page, name, scheme);
        expect(faults, name).toEqual([]);
        await close();
      }
    },
    120_000,
  );

  async function expectGood(page: Page, name: string, scheme: string): Promise<void> {
    const pictures = process.env['CONSOLE_PICTURES'];
    if (pictures !== undefined)
      await page.screenshot({ path: `${pictures}/partner-${name}-${scheme}.png`, fullPage: true });
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: { run: typeof run } }).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    });
    expect(found, name).toEqual([]);
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(wide, `${name} is wider than the screen`).toBe(false);
  }

  async function newLink(): Promise<string> {
    const { body } = await server.api.inject({
      method: 'POST',
      url: '/partner/v1/orders/7/links',
      payload: {},
      headers: { authorization: `Bearer ${tokens.get('partner') ?? ''}` },
    });
    return new URL((JSON.parse(body) as { url: string }).url).pathname;
  }

  it.each([
    { scheme: 'light', width: 1280, locale: 'en-GB' },
    { scheme: 'dark', width: 390, locale: 'ru-RU' },
  ] as const)(
    'makes links and webhooks by forms, without a finding by axe: $scheme, $width wide, $locale',
    async ({ scheme, width, locale }) => {
      const { page, faults, close } = await openPage(chromium, { scheme, width, locale });
      await page.setExtraHTTPHeaders({ authorization: `Bearer ${tokens.get('partner') ?? ''}` });
      await page.goto(`${server.origin}/partner/orders/7`);
      await page.locator('section form button').first().click();
      const link = await page.locator('.made input').inputValue();
      expect(new URL(link).origin).toBe(server.origin);
      await expectGood(page, 'link made', scheme);
      await page.locator('.language').click();
      await page.locator('.cards button').first().click();
      await page.waitForURL(/orders\/7#links$/);

      await page.locator('header a[href="/partner/webhooks"]').click();
      await page.locator('input[name=url]').fill('https://127.0.0.1/hook');
      await page.locator('input[name=milestones]').first().check();
      await page.locator('main > form button').click();
      await page.locator('.problem').waitFor();
      expect(await page.locator('input[name=url]').inputValue()).toBe('https://127.0.0.1/hook');
      expect(await page.locator('input[name=milestones]').first().isChecked()).toBe(true);
      await expectGood(page, 'webhook refused', scheme);
      await page.locator('input[name=url]').fill('https://hooks.example.invalid/a');
      await page.locator('main > form button').click();
      expect(await page.locator('.made input').inputValue()).toMatch(/^whsec_/);
      await expectGood(page, 'webhook made', scheme);
      await page.locator('.actions a').first().click();
      await page.waitForURL(/webhooks\/wh_/);
      await expectGood(page, 'deliveries', scheme);
      await page.locator('main nav a').click();
      await page.locator('summary').last().click();
      await page.locator('details[open] button').click();
      await page.locator('.cards').waitFor({ state: 'detached' });
      expect(faults.filter((fault) => !fault.includes('400'))).toEqual([]);
      await close();
    },
    120_000,
  );

  it('is used by keyboard alone', async () => {
    const { page, close } = await openPage(chromium);
    await page.setExtraHTTPHeaders({ authorization: `Bearer ${tokens.get('partner') ?? ''}` });
    await page.goto(`${server.origin}/partner`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.focus('input[name=q]');
    await page.keyboard.type('M-29');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=M-29/);
    await page.focus('tbody a');
    await page.keyboard.press('Enter');
    await page.waitForURL(/orders\/M-29/);
    await close();
  }, 60_000);
});
