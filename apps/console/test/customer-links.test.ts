import { source as axe, type run } from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, launchBrowser, openPage } from './fixture/browser.js';
import { startFixture, type Fixture } from './fixture/server.js';

describe.skipIf(browserPath === undefined)('links for a customer on the order page', () => {
  let fixture: Fixture;
  let browser: Browser;

  beforeAll(async () => {
    fixture = await startFixture();
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await fixture.close();
  });

  it.each([
    { scheme: 'light', width: 1280, locale: 'en-GB' },
    { scheme: 'dark', width: 390, locale: 'ru-RU' },
  ] as const)(
    'are made, shown once, and revoked: $scheme, $width wide, $locale',
    async (look) => {
      const { page, faults, close } = await openPage(browser, look);
      await page.goto(`${fixture.url}/orders/48213`);
      await page.locator('.order-actions button[aria-expanded]').click();
      await page.locator('.customer-links form button').click();
      await page.waitForSelector('.made-link');
      await page.waitForSelector('.customer-links li');
      expect(await page.locator('.made-link').innerText()).toContain('/p/link-');
      const pictures = process.env['CONSOLE_PICTURES'];
      if (pictures !== undefined)
        await page.screenshot({ path: `${pictures}/customer-links-${look.scheme}.png` });
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: { run: typeof run } }).axe.run();
        return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      });
      expect(found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      await page.locator('.customer-links li button').first().click();
      await page.waitForSelector('.customer-links li', { state: 'detached' });
      expect(faults).toEqual([]);
      await close();
    },
    120_000,
  );
});
