import { join } from 'node:path';
import { source as axe, type run } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, launchBrowser, openPage } from './fixture/browser.js';
import { startFixture, type Fixture } from './fixture/server.js';

/** Folder for pictures of each page; without it none are taken. */
const pictures = process.env['CONSOLE_PICTURES'];

interface View {
  readonly name: string;
  readonly path: string;
  /** Selector of the content that must be there before the checks. */
  readonly ready: string;
  readonly mode?: Fixture['mode'];
  /** Number of damaged files of the store; 0 by default. */
  readonly damagedFiles?: number;
  /** Text to click before the checks. */
  readonly click?: string;
  /** Further steps before the checks. */
  readonly act?: (page: Page) => Promise<unknown>;
}

const views: readonly View[] = [
  { name: 'import', path: '/import', ready: '.import-actions', click: '.import-columns summary' },
  { name: 'operations-context', path: '/operations', ready: '.context-finding' },
  { name: 'operations-receiving', path: '/operations?view=receiving', ready: '.operations-facts' },
  { name: 'operations-privacy', path: '/operations?view=privacy', ready: '.data-table' },
  { name: 'operations-retention', path: '/operations?view=retention', ready: '.data-table a' },
  { name: 'operations-access', path: '/operations?view=access', ready: '.data-table' },
  { name: 'operations-alerts', path: '/operations?view=alerts', ready: '.data-table' },
  { name: 'operations-imports', path: '/operations?view=imports', ready: '.data-table' },
  { name: 'operations-failing', path: '/operations', ready: '.message', mode: 'failing' },
  { name: 'start', path: '/', ready: '.number-card .uplot' },
  { name: 'flow', path: '/flow?stage=APPROVED', ready: '.flow-stage' },
  {
    name: 'flow-operations',
    path: '/flow',
    ready: '.flow-stage',
    act: (page) => page.locator('section[aria-labelledby=flow-operations] button').click(),
  },
  {
    name: 'flow-step',
    path: '/flow?from=CREATED&to=SUBMITTED&with=north-rings',
    ready: '.flow-spectrum-lines',
  },
  { name: 'start-empty', path: '/', ready: '.first-order', mode: 'empty' },
  { name: 'orders', path: '/orders', ready: '.order-row' },
  { name: 'orders-incomplete', path: '/orders', ready: '.shell-incomplete', damagedFiles: 3 },
  { name: 'orders-left', path: '/orders?show=left', ready: '.order-row' },
  { name: 'problems', path: '/problems', ready: '.problem-row' },
  { name: 'problems-cause', path: '/problems?cause=0000000000000002', ready: '.problem-row' },
  { name: 'problems-none', path: '/problems?state=resolved', ready: '.problems-none' },
  { name: 'orders-filtered', path: '/orders?stage=APPROVED&situation=stuck', ready: '.order-row' },
  { name: 'orders-none', path: '/orders?q=nothing-like-this', ready: '.order-none' },
  { name: 'orders-empty', path: '/orders', ready: '.first-order', mode: 'empty' },
  { name: 'orders-failing', path: '/orders', ready: '.message', mode: 'failing' },
  { name: 'order-lost', path: '/orders/48213', ready: '.time-line-row' },
  { name: 'order-closed', path: '/orders/50010', ready: '.hop-row' },
  { name: 'order-to-scale', path: '/orders/50010?axis=scale', ready: '.time-line-row' },
  { name: 'order-working', path: '/orders/51777', ready: '.work-item' },
  { name: 'order-traces', path: '/orders/50010?view=traces', ready: '.waterfall-row' },
  { name: 'order-span', path: '/orders/50010?view=traces', ready: '.waterfall-row', click: 'check surface' },
  {
    name: 'order-log',
    path: '/orders/50010?view=logs',
    ready: '.log-row',
    click: '14 degenerate facets left out',
  },
  {
    name: 'order-one-trace',
    path: '/orders/50010?view=traces',
    ready: '.waterfall-row',
    click: '.waterfall-trace >> nth=1',
  },
  {
    name: 'order-action',
    path: '/orders/48213',
    ready: '.action-buttons',
    click: '.action-buttons button >> nth=1',
  },
  { name: 'order-logs', path: '/orders/50010?view=logs', ready: '.log-row' },
  { name: 'order-big', path: '/orders/90001?view=traces', ready: '.waterfall-row' },
  { name: 'order-several', path: '/orders/7', ready: '.choose-tenant' },
  { name: 'order-unknown', path: '/orders/no-such', ready: '.message' },
  { name: 'trace-unknown', path: '/traces/nonsense', ready: '.message' },
  { name: 'nowhere', path: '/nowhere', ready: '.message' },
  {
    name: 'order-operations',
    path: '/orders/50010?view=traces',
    ready: '.waterfall-row',
    act: (page) => page.locator('.waterfall-tools button[aria-pressed]').click(),
  },
  {
    name: 'order-zoomed',
    path: '/orders/50010?view=traces',
    ready: '.waterfall-row',
    act: async (page) => {
      await page.locator('[role=treegrid]').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('z');
      await page.locator('.waterfall-beyond').first().waitFor();
    },
  },
  {
    name: 'order-link',
    path: '/orders/50010',
    ready: '.order-actions button',
    act: (page) => page.locator('.order-actions button[aria-expanded]').click(),
  },
  {
    name: 'problems-chosen',
    path: '/problems?cause=0000000000000002',
    ready: '.problem-row',
    act: (page) => page.locator('.problem-row input').first().click(),
  },
  {
    name: 'suggestions',
    path: '/',
    ready: '.number-card .uplot',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('48');
      await page.locator('[role=option]').first().waitFor();
    },
  },
  {
    name: 'compared',
    path: '/orders/48213?view=traces',
    ready: '.waterfall-row',
    act: async (page) => {
      await page.locator('.waterfall-row[data-type=trace]').nth(1).click();
      await page.locator('a[href*="view=compare"]').click();
      await page.locator('.compared tr').first().waitFor();
    },
  },
  ...['/orders', '/problems', '/orders/50010'].flatMap((path): View[] => [
    { name: `forbidden${path.replace(/\W/g, '-')}`, path, ready: '.message', mode: 'forbidden' },
    { name: `loading${path.replace(/\W/g, '-')}`, path, ready: '.mantine-Skeleton-root', mode: 'silent' },
  ]),
];

const looks = [
  { scheme: 'light', width: 1440, height: 900, locale: 'en-GB' },
  { scheme: 'dark', width: 1440, height: 900, locale: 'en-GB' },
  { scheme: 'dark', width: 390, height: 844, locale: 'ru-RU' },
] as const;

describe.skipIf(browserPath === undefined)(
  'every page (skipped without Chromium: set CHROMIUM to its path)',
  () => {
    let fixture: Fixture;
    let browser: Browser;

    beforeAll(async () => {
      fixture = await startFixture();
      browser = await launchBrowser();
    });

    afterAll(async () => {
      await browser.close();
      await fixture.close();
    });

    it.each(looks)(
      'has no serious finding by axe: $scheme, $width wide, $locale',
      async (look) => {
        const { page, faults, close } = await openPage(browser, look);
        const findings = new Map<string, string>();
        for (const view of views) {
          fixture.mode = view.mode ?? 'full';
          fixture.damagedFiles = view.damagedFiles ?? 0;
          await page.goto(fixture.url + view.path);
          await page.waitForSelector(view.ready);
          if (view.click !== undefined) {
            await page
              .locator(view.click.startsWith('.') ? view.click : `text=${view.click}`)
              .first()
              .click();
          }
          await view.act?.(page);
          // If the server does not answer, a font may wait behind earlier requests.
          if (view.mode !== 'silent') await page.evaluate(() => document.fonts.ready);
          if (pictures !== undefined) {
            await page.screenshot({ path: join(pictures, `${view.name}-${look.width}-${look.scheme}.png`) });
          }
          await page.evaluate(axe);
          (await seriousFindings(page)).forEach((finding) => findings.set(finding, view.name));
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (overflow > 0) {
            findings.set(`scrolls sideways by ${overflow} px`, view.name);
          }
          if (view.mode === 'silent') {
            // A browser sends a server at most six requests at once. Leaving the page cancels the unanswered
            // ones.
            await page.goto('about:blank');
          }
        }
        await close();
        expect(Object.fromEntries(findings)).toEqual({});
        expect(faults).toEqual([]);
      },
      480_000,
    );
  },
);

async function seriousFindings(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: { run: typeof run } }).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  });
}
