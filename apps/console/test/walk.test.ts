import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserPath, launchBrowser, openPage, type PageOptions } from './fixture/browser.js';
import { startFixture, type Fixture } from './fixture/server.js';

// A browser is slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const built = fileURLToPath(new URL('../dist/web', import.meta.url));

describe('the first load', () => {
  it('is under 300 kB of JavaScript, compressed', async () => {
    const names = (await readdir(join(built, 'assets'))).filter((name) => name.endsWith('.js'));
    const texts = new Map(names.map((name) => [name, readFileSync(join(built, 'assets', name), 'utf8')]));
    const html = readFileSync(join(built, 'index.html'), 'utf8');
    const files = new Set(names.filter((name) => html.includes(name) || name.startsWith('start-page')));
    // A set's iteration includes values that are added during it: a file's imports load before it runs.
    for (const file of files) {
      const imports = [...texts.get(file)!.matchAll(/(?:from|import)\s?["`']\.\/([^"`']+\.js)["`']/g)];
      for (const [, name] of imports) files.add(name!);
    }
    const sizes = await Promise.all(
      [...files].map(async (file) => (await readFile(join(built, 'assets', `${file}.gz`))).length),
    );
    expect(files.size).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
  });

  it('runs nothing inline, so that the strictest policy holds', () => {
    const html = readFileSync(join(built, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\bon\w+=/);
  });
});

describe.skipIf(browserPath === undefined)(
  'walking the console (skipped without Chromium: set CHROMIUM)',
  () => {
    let fixture: Fixture;
    let browser: Browser;
    let page: Page;
    let faults: string[];
    let close: () => Promise<void>;

    const fresh = async (options: PageOptions = {}) => {
      ({ page, faults, close } = await openPage(browser, options));
      page.setDefaultTimeout(25_000);
    };
    const open = async (path: string) => {
      await page.goto(fixture.url + path);
    };
    const address = () => new URL(page.url());

    beforeAll(async () => {
      fixture = await startFixture();
      browser = await launchBrowser();
    });

    beforeEach(async () => {
      fixture.mode = 'full';
      fixture.damagedFiles = 0;
      await fresh();
    });

    afterEach(async () => {
      await close();
      expect(faults).toEqual([]);
    });

    afterAll(async () => {
      await browser.close();
      await fixture.close();
    });

    describe('a store with damaged files', () => {
      const banner = () => page.locator('.shell-incomplete');

      it.each(['/', '/orders', '/orders/48213', '/problems', '/flow', '/import', '/operations', '/nowhere'])(
        'is reported on %s, in a status that screen readers announce',
        async (path) => {
          fixture.damagedFiles = 3;
          await open(path);
          await banner().waitFor();
          expect(await page.getByRole('status').filter({ has: banner() }).innerText()).toMatch(
            /^This page may be incomplete: 3 files/,
          );
          expect(await banner().count()).toBe(1);
        },
      );

      it('has the way out one Tab behind the switches, and opens the runbook', async () => {
        fixture.damagedFiles = 1;
        await open('/orders');
        await banner().waitFor();
        await page.locator('.shell-switches button').last().focus();
        await page.keyboard.press('Tab');
        const link = page.locator(':focus');
        expect(await link.innerText()).toBe('What to do');
        expect(await link.getAttribute('href')).toBe('/runbooks/store-damaged');
      });

      it('is reported in Russian with the right form of the number', async () => {
        await close();
        await fresh({ locale: 'ru-RU', scheme: 'dark' });
        fixture.damagedFiles = 5;
        await open('/orders');
        await banner().waitFor();
        expect(await banner().innerText()).toContain('повреждено 5 файлов');
      });

      it('is reported no longer once the server answers completely', async () => {
        fixture.damagedFiles = 2;
        await open('/orders');
        await banner().waitFor();
        fixture.damagedFiles = 0;
        await page.getByRole('link', { name: 'Problems' }).click();
        await page.locator('.problem-row').first().waitFor();
        await banner().waitFor({ state: 'detached' });
      });

      it('stays reported while the server answers with an error', async () => {
        fixture.damagedFiles = 2;
        await open('/orders');
        await banner().waitFor();
        fixture.mode = 'failing';
        fixture.damagedFiles = 0;
        await page.getByRole('link', { name: 'Problems' }).click();
        await page.locator('.message').waitFor();
        expect(await banner().count()).toBe(1);
      });
    });

    describe('support looks for an order', () => {
      it('by its id, with the keyboard alone, and reads what is the matter', async () => {
        await open('/orders');
        await page.waitForSelector('.order-row');
        await page.keyboard.press('/');
        await page.keyboard.type('48213');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Order 48213' }).waitFor();
        expect(await page.locator('.order-sentence').innerText()).toContain('was never consumed');
        expect(await page.locator('.hop-row[data-state=broken]').innerText()).toContain('Not received');
        expect(await page.title()).toContain('48213');
      });

      it('that two tenants have, and is asked which', async () => {
        await open('/orders/7');
        await page.getByRole('link', { name: 'north-rings' }).click();
        await page.getByRole('heading', { name: 'Order 7' }).waitFor();
        expect(address().search).toBe('?tenant=north-rings');
      });

      it('by a part of its id, and gets the list of those that have it', async () => {
        await open('/');
        await page.getByRole('combobox', { name: 'Find an order or a trace' }).fill('4721');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/orders?q=4721&show=all');
        await page.waitForSelector('.order-row');
        await page.waitForFunction(() => document.querySelectorAll('.order-row').length < 20);
        const ids = await page.locator('.order-link').allInnerTexts();
        expect(ids.length).toBeGreaterThan(0);
        expect(ids.every((id) => id.includes('4721'))).toBe(true);
      });

      it('by a trace id', async () => {
        await open('/orders/50010?view=traces');
        await page
          .getByRole('row', { name: /POST \/orders .*Nov|POST \/orders/ })
          .first()
          .click();
        await page.getByRole('link', { name: 'Trace page' }).click();
        await page.waitForURL('**/traces/*');
        const id = address().pathname.split('/')[2]!;
        await page.getByRole('combobox', { name: 'Find an order or a trace' }).fill(id.toUpperCase());
        await page.keyboard.press('Enter');
        await page.waitForURL(`**/traces/${id}`);
        await page.waitForSelector('.waterfall-row');
        await page.getByRole('link', { name: '50010' }).click();
        await page.getByRole('heading', { name: 'Order 50010' }).waitFor();
      });

      it('by a link with filters that nothing can mean, which are left out', async () => {
        await open('/orders?situation=lazy&age=old&sort=price&tenant=north-rings');
        await page.locator('.order-row').first().waitFor();
        expect(await page.locator('.order-row').first().innerText()).toContain('north-rings');
      });

      it('that does not exist, and is told what to do', async () => {
        await open('/orders/no-such');
        await page.getByRole('heading', { name: 'No order no-such' }).waitFor();
        await page.getByRole('link', { name: /part of the ID/ }).click();
        await page.waitForURL('**/orders?q=no-such&show=all');
      });
    });

    describe('the list', () => {
      it('shows stuck orders of a stage in two choices, and keeps them in the address', async () => {
        await open('/orders');
        await page
          .getByRole('navigation', { name: 'Orders by stage' })
          .getByRole('link', { name: /^Approved/ })
          .click();
        await page.getByLabel('Situation').selectOption('stuck');
        await page.waitForURL('**/orders?stage=APPROVED&situation=stuck');
        await page.waitForFunction(() =>
          [...document.querySelectorAll('.order-row .badge')].every((badge) => badge.textContent === 'Stuck'),
        );
        expect(new Set(await page.locator('.order-cell-stage').allInnerTexts())).toEqual(
          new Set(['Approved']),
        );
        await page.getByRole('link', { name: 'Clear filters' }).click();
        await page.waitForURL('**/orders');
      });

      it('turns round when its column is chosen again', async () => {
        await open('/orders');
        const ages = () => page.locator('.order-link').first().innerText();
        await page.waitForSelector('.order-row');
        const oldest = await ages();
        await page.getByRole('link', { name: 'In stage' }).click();
        await page.waitForURL('**/orders?sort=-stage_since');
        await page.waitForFunction(
          (before) => document.querySelector('.order-link')?.textContent !== before,
          oldest,
        );
        expect(await page.locator('th[aria-sort=descending]').innerText()).toContain('In stage');
      });

      it('shows more when asked for', async () => {
        await open('/orders');
        await page.getByRole('button', { name: 'Show more' }).click();
        await page.waitForFunction(() => document.querySelectorAll('.order-row').length > 100);
      });

      it('teaches how to send the first order, and copies the command', async () => {
        fixture.mode = 'empty';
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await open('/');
        await page.getByRole('button', { name: 'Copy' }).first().click();
        await page.getByRole('button', { name: 'Copied' }).waitFor();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        expect(copied).toContain('curl http://127.0.0.1:4318/v1/logs');
        expect(copied).toContain('"order.transition"');
      });

      it('tells the reason when the server refuses, and tries again when asked', async () => {
        fixture.mode = 'failing';
        await open('/orders');
        await page.getByRole('alert').waitFor();
        expect(await page.getByRole('alert').innerText()).toContain(
          'The disk is full: make room. (store_full)',
        );
        fixture.mode = 'full';
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.waitForSelector('.order-row');
      });
    });

    describe('a developer reads the traces', () => {
      it('with the keyboard: moves, folds, opens a span', async () => {
        await open('/orders/50010?view=traces');
        await page.waitForSelector('.waterfall-row');
        const rows = () => page.locator('.virtual-rows[role=treegrid]').getAttribute('aria-rowcount');
        const before = Number(await rows());
        await page.locator('.virtual-rows').focus();
        await page.keyboard.press('ArrowLeft');
        await page.waitForFunction(
          (all) => Number(document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount')) < all,
          before,
        );
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await page.getByRole('complementary', { name: 'Span' }).waitFor();
        expect(address().searchParams.get('span')).toMatch(/^[0-9a-f]{32}\/[0-9a-f]{16}$/);
        await page.keyboard.press('Escape');
        await page.getByRole('complementary').waitFor({ state: 'detached' });
      });

      it('and shares a link that opens the same span, with the nine fields', async () => {
        await open('/orders/50010?view=traces');
        await page.getByText('check surface').click();
        await page.getByRole('complementary').waitFor();
        const link = page.url();
        await close();
        await fresh();
        await page.goto(link);
        const details = page.getByRole('complementary', { name: 'Span' });
        await details.getByRole('heading', { name: 'check surface' }).waitFor();
        const fields = await details.locator('.properties').first().locator('dt').allInnerTexts();
        expect(fields).toEqual([
          'trace_id',
          'span_id',
          'order_id',
          'tenant_id',
          'application_name',
          'environment',
          'timestamp',
          'status_code',
          'duration',
        ]);
      });

      it('and goes from a span to its log lines and back', async () => {
        await open('/orders/50010?view=traces');
        await page.getByText('check surface').click();
        await page.getByRole('link', { name: 'Show in the log lines' }).click();
        await page.waitForURL('**view=logs**');
        await page.getByText('14 degenerate facets left out').first().click();
        await page.getByRole('link', { name: 'Show its span' }).click();
        await page.getByRole('complementary').getByRole('heading', { name: 'check surface' }).waitFor();
      });

      it('and finds the warnings among the log lines', async () => {
        await open('/orders/50010?view=logs');
        await page.waitForSelector('.log-row');
        await page.getByText('Warnings').click();
        await page.waitForURL('**level=warn**');
        await page.getByText('2 lines').waitFor();
        await page.getByRole('searchbox', { name: 'Find in the lines' }).fill('degenerate');
        await page.getByText('1 line', { exact: true }).waitFor();
      });

      it('and follows a hop to the span that sent it', async () => {
        await open('/orders/48213');
        await page.getByRole('link', { name: 'Message from mes-api over calculation.requested' }).click();
        await page
          .getByRole('complementary')
          .getByRole('heading', { name: 'publish calculation.requested' })
          .waitFor();
      });

      it('and sees work that has not ended', async () => {
        await open('/orders/51777');
        const work = page.locator('.work-item');
        await work.waitFor();
        expect(await work.innerText()).toContain('calculate price runs in calculation-service');
      });
    });

    describe('an order with 5,000 spans', () => {
      it('draws only the rows in sight, and any of them when scrolled to', async () => {
        await open('/orders/90001?view=traces');
        await page.waitForSelector('.waterfall-row');
        const count = Number(await page.locator('[role=treegrid]').getAttribute('aria-rowcount'));
        expect(count).toBeGreaterThan(5_000);
        expect(await page.locator('.waterfall-row').count()).toBeLessThan(80);
        await page.locator('.virtual-rows').focus();
        await page.keyboard.press('End');
        await page.waitForSelector(`.waterfall-row[aria-rowindex="${count}"]`);
      });
    });

    describe('from the overview', () => {
      it('one finds why a stuck order is stuck with one click', async () => {
        await open('/');
        const cause = page.locator('.cause-row', { hasText: 'An operator of mes-api' });
        await cause.getByRole('link', { name: '90001' }).click();
        await page.getByRole('heading', { name: 'Order 90001' }).waitFor();
        const sentence = await page.locator('.order-sentence').innerText();
        expect(sentence).toContain('the deadline of 1 working day has passed');
        expect(sentence).toContain('was due');
      });

      it('each number leads to its orders', async () => {
        await open('/');
        const card = page.locator('.number-card', { hasText: 'Lead time, creation to delivery' });
        await card.locator('.number-value a').click();
        await page.waitForURL('**/orders?**show=closed**');
        expect(address().searchParams.get('stage')).toBe('CLOSED');
        expect(address().searchParams.get('closedFrom')).toMatch(/^\d{4}-/);
        await page.goBack();
        await page.locator('.number-kind', { hasText: 'Lost' }).click();
        await page.waitForURL('**/orders?situation=lost');
        await page.goBack();
        await page.locator('.stage-time', { hasText: 'In production' }).getByRole('link').click();
        await page.waitForURL('**/orders?stage=IN_PRODUCTION');
      });

      it('the charts have their numbers in tables too', async () => {
        await open('/');
        const table = page.getByRole('table', { name: 'Lost, failed and stuck orders' });
        await table.waitFor({ state: 'attached' });
        expect(await table.getByRole('row').count()).toBe(13);
      });
    });

    describe('problems', () => {
      it('are taken up in bulk, by cause, and the rest stays', async () => {
        await open('/problems');
        await page.getByRole('link', { name: /calculation-service does not take/ }).click();
        await page.waitForURL('**cause=**');
        await page.getByRole('checkbox', { name: 'Select all in the list' }).check();
        await page.getByRole('button', { name: 'Acknowledge' }).click();
        await page.getByText('acknowledged by anna').first().waitFor();
        await page.getByText('New', { exact: true }).click();
        await page.waitForURL('**state=open**');
        await page.getByText('No problems').waitFor();
      });

      it('are noted and resolved on the order itself', async () => {
        await open('/orders/90001');
        await page.getByRole('button', { name: 'Add note' }).click();
        await page.getByLabel('Note', { exact: true }).fill('The machine is being repaired');
        await page.locator('.action-form').getByRole('button', { name: 'Add note' }).click();
        await page.locator('.history-note', { hasText: 'The machine is being repaired' }).waitFor();
        await page.getByRole('button', { name: 'Resolve' }).click();
        await page.locator('.action-form').getByRole('button', { name: 'Resolve' }).click();
        await page.getByText('1 earlier problem').waitFor();
      });
    });

    describe('live', () => {
      it('shows what the server tells, and nothing while paused', async () => {
        await open('/orders/48119');
        await page.getByRole('button', { name: /^Live updates are on/ }).waitFor();
        const known = fixture.orders.find(({ order }) => order.order_id === '48119')!;
        const changed = (situation: 'failed' | 'slow') => {
          const { order } = known;
          const diagnosis = order.diagnosis === null ? null : { ...order.diagnosis, situation };
          Object.assign(known, { order: { ...order, situation, diagnosis } });
          fixture.tell({
            orders: [{ order_id: '48119', tenant_id: order.tenant_id }],
            more: false,
            problems: true,
          });
        };
        changed('failed');
        await page.locator('.order-name .badge', { hasText: 'Failed' }).waitFor();
        await page.getByRole('button', { name: /^Live updates are on/ }).click();
        changed('slow');
        await page.getByRole('button', { name: /paused/ }).waitFor();
        expect(await page.locator('.order-name .badge').innerText()).toBe('Failed');
        await page.getByRole('button', { name: /paused/ }).click();
        await page.locator('.order-name .badge', { hasText: 'Slow' }).waitFor();
      });
    });

    describe('the flow', () => {
      it('reads operations from spans when asked, and says of how many orders', async () => {
        await open('/flow');
        await page.getByRole('button', { name: 'Read the spans' }).click();
        await page
          .getByText('Of the latest 200 orders. There are more. 40 no longer have such spans')
          .waitFor();
        const row = page.locator('section[aria-labelledby=flow-operations] tbody tr').first();
        expect(await row.innerText()).toMatch(/POST \/orders.*160.*process mes\.orders/s);
      });

      it('shows a step order by order, and compares with another tenant, in an address to share', async () => {
        await open('/flow');
        await page.getByRole('button', { name: /^Created to Submitted/ }).click();
        await page.waitForURL('**from=CREATED&to=SUBMITTED**');
        await page.getByRole('img', { name: '300 orders' }).waitFor();
        await page.getByRole('heading', { name: 'What got slower' }).waitFor();
        await page.getByLabel('Compare with').selectOption('north-rings');
        await page.getByRole('heading', { name: 'What is slower than with another tenant' }).waitFor();
        await page.getByText('420 orders, 88 of the other tenant').waitFor();
        expect(address().searchParams.get('with')).toBe('north-rings');
        await page
          .locator('section[aria-labelledby=flow-compare]')
          .getByRole('link', { name: '50010' })
          .first()
          .click();
        await page.getByRole('heading', { name: 'Order 50010' }).waitFor();
      });
    });

    describe('searching', () => {
      it('suggests while one types, from inside any field, and goes where the keyboard says', async () => {
        await open('/orders/50010?view=logs');
        await page.getByRole('searchbox', { name: 'Find in the lines' }).focus();
        await page.keyboard.press('Control+k');
        await page.keyboard.type('stuck approved');
        await page.getByRole('option', { name: 'List: Stuck, Approved' }).waitFor();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/orders?situation=stuck&stage=APPROVED');
      });
    });

    describe('a trace', () => {
      it('is compared with the same step of a healthy order, and leads to Jaeger', async () => {
        await open('/orders/48213?view=traces');
        await page
          .getByRole('row', { name: /POST \/orders\/:id\/submit/ })
          .first()
          .click();
        expect(await page.getByRole('link', { name: 'Open in Jaeger' }).getAttribute('href')).toMatch(
          /^http:\/\/jaeger\.test\/trace\/[0-9a-f]{32}$/,
        );
        await page.getByRole('link', { name: 'Compare with a healthy order' }).click();
        await page.locator('.compared tr', { hasText: 'consume calculation.requested' }).waitFor();
        expect(
          await page.locator('.compared tr', { hasText: 'consume calculation.requested' }).innerText(),
        ).toContain('missing');
      });

      it('is looked at closely: a span, a part of the time, the whole again', async () => {
        await open('/orders/50010?view=traces');
        const row = page.locator('.waterfall-row', { hasText: 'check surface' }).first();
        await row.dblclick();
        await page.locator('.waterfall-beyond').first().waitFor();
        const width = () =>
          row.locator('.waterfall-bar').evaluate((bar) => bar.getBoundingClientRect().width);
        const zoomed = await width();
        await page.getByRole('button', { name: 'Zoom out' }).click();
        await page.locator('.waterfall-beyond').first().waitFor({ state: 'detached' });
        expect(zoomed).toBeGreaterThan(5 * (await width()));
        const axis = (await page.locator('.waterfall-head-time').boundingBox())!;
        await page.mouse.move(axis.x + 5, axis.y + 10);
        await page.mouse.down();
        await page.mouse.move(axis.x + axis.width / 4, axis.y + 10, { steps: 3 });
        await page.mouse.up();
        await page.getByText(/^from .* shown$/).waitFor();
        await page.locator('[role=treegrid]').focus();
        await page.keyboard.press('Home');
        await page.keyboard.press('z');
        await page.getByText(/^from .* shown$/).waitFor();
      });

      it('tells where the time went, operation by operation, and leads to the spans', async () => {
        await open('/orders/50010?view=traces');
        await page.getByRole('button', { name: 'By operation' }).click();
        await page.getByRole('button', { name: 'check surface' }).click();
        await page.locator('.waterfall-row[data-marked=true]').first().waitFor();
        expect(await page.getByRole('searchbox', { name: 'Find in the spans' }).inputValue()).toBe(
          'check surface',
        );
      });

      it('gives the keyboard back to the rows when a span is closed', async () => {
        await open('/orders/50010?view=traces');
        await page.locator('.waterfall-row', { hasText: 'check surface' }).first().click();
        await page.getByRole('button', { name: 'Close' }).click();
        await page.locator('[role=treegrid]:focus').waitFor();
      });

      it('is searched, stepped through its errors, and shows its critical path', async () => {
        await open('/orders/50010?view=traces');
        await page.waitForSelector('.waterfall-row');
        await page.getByRole('searchbox', { name: 'Find in the spans' }).fill('measure volume');
        await page.getByText('1 span', { exact: true }).waitFor();
        await page.keyboard.press('Enter');
        await page.locator('.waterfall-row[data-marked=true][data-active=true]').waitFor();
        await page.getByRole('button', { name: /To the error/ }).click();
        await page.locator('.waterfall-row[data-active=true] .waterfall-error').waitFor();
        await page.getByRole('switch', { name: 'Critical path' }).click();
        await page.locator('.waterfall-critical').first().waitFor();
        expect(await page.locator('.waterfall-critical').count()).toBeGreaterThan(1);
      });
    });

    describe('what a customer is told', () => {
      it('is copied, and has nothing of the inside in it', async () => {
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await open('/orders/48213');
        await page.getByRole('button', { name: 'Copy for the customer' }).click();
        await page.getByText('Copied').waitFor();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        expect(copied).toBe('Your order 48213 is delayed; we will come back to you.');
        expect(copied).not.toMatch(/api|service|calculation\./);
      });
    });

    describe('the whole console', () => {
      it('speaks Russian, also the sentences that come from the server, and remembers it', async () => {
        await open('/orders/48213');
        await page.getByRole('button', { name: 'RU: Switch to Russian' }).click();
        await page.getByText('так и не принял').waitFor();
        expect(await page.locator('html').getAttribute('lang')).toBe('ru');
        expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Путь', 'Трассы 2', 'Журнал 5']);
        await page.reload();
        await page.getByRole('heading', { name: 'Заказ 48213' }).waitFor();
      });

      it('takes the language and the colours of the browser', async () => {
        await close();
        await fresh({ locale: 'ru-RU', scheme: 'dark' });
        await open('/orders');
        await page.getByRole('link', { name: 'На этапе' }).waitFor();
        await page.getByRole('link', { name: /^Подтверждён/ }).waitFor();
        expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
        await page.getByRole('button', { name: 'Цвета: как в системе' }).click();
        await page.waitForSelector('html[data-mantine-color-scheme=light]');
      });

      it('shows where the keyboard is, and lets it skip the head', async () => {
        await open('/orders');
        await page.waitForSelector('.order-row');
        await page.keyboard.press('Tab');
        expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
        await page.keyboard.press('Enter');
        expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
      });

      it('leads from a wrong address back to the orders', async () => {
        await open('/no/such/page');
        await page.getByRole('link', { name: 'To the orders' }).click();
        await page.waitForSelector('.order-row');
      });
    });
  },
);
