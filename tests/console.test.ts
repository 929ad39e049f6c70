import type { OrderList } from '@ordertrace/api';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, launchBrowser, openPage } from '../apps/console/test/fixture/browser.js';
import { call, placeOrder, settledJourney, walkToTheEnd } from './support/order-walk.js';
import { startSystem, type System } from './support/system.js';
import { until } from './support/until.js';

describe.skipIf(browserPath === undefined)('the console on a running system (needs Chromium)', () => {
  let system: System;
  let browser: Browser;
  beforeAll(async () => {
    system = await startSystem({ args: ['--past-orders', '300', '--no-traffic'] });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await system.dispose();
  });

  it('shows the way of an order that was just made, found by its id alone', async () => {
    const orderId = await placeOrder(system);
    await walkToTheEnd(system, orderId);
    await settledJourney(system, orderId);
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${system.addresses.server}/orders`);
    await page.waitForSelector('.order-row');
    await page.keyboard.press('/');
    await page.keyboard.type(orderId);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Order ${orderId}` }).waitFor();
    await page.waitForSelector('.time-line-row');
    expect(await page.locator('.time-line-row').count()).toBe(9);
    expect(await page.locator('.hop-row').count()).toBeGreaterThanOrEqual(9);
    expect(await page.locator('.hop-row[data-state=broken]').count()).toBe(0);
    await page.getByRole('tab', { name: /Traces/ }).click();
    await page.locator('.waterfall-row').first().waitFor();
    await page.getByRole('tab', { name: /Logs/ }).click();
    await page.locator('.log-row').first().waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('tells of a lost past order where it was lost', async () => {
    const lost = await until('a past order is found lost', async () => {
      const list = await call<OrderList>(
        'GET',
        `${system.addresses.server}/api/v1/orders?situation=lost&open=true&limit=500`,
      );
      return list.orders.find((order) => order.reason?.includes('message'));
    });
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${system.addresses.server}/orders/${lost.order_id}`);
    await page.locator('.hop-row[data-state=broken]').waitFor();
    expect(await page.locator('.order-sentence').innerText()).toContain(lost.reason ?? 'no reason');
    expect(faults).toEqual([]);
    await close();
  });

  it('tells how the server does, and counts what retention would remove', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${system.addresses.server}/operations?hours=168`);
    await page.getByRole('heading', { name: 'By service' }).waitFor();
    const services = page.getByRole('region', { name: 'By service' });
    expect(await services.innerText()).toContain('mes-api');
    expect(await services.locator('[data-whole=false]').count()).toBe(0);
    await page.getByRole('tab', { name: 'Receiving' }).click();
    await page.locator('.operations-facts').waitFor();
    expect(await page.getByRole('region', { name: 'Services' }).innerText()).toContain('shop-api');
    await page.getByRole('tab', { name: 'Retention' }).click();
    await page.getByRole('button', { name: 'Count what would be removed' }).click();
    await page.getByText('nothing was removed').waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('speaks Russian to who does', async () => {
    const { page, close } = await openPage(browser, { locale: 'ru-RU' });
    await page.goto(`${system.addresses.server}/orders?situation=lost`);
    await page.locator('.order-row').first().waitFor();
    expect(await page.locator('.order-row').first().innerText()).toMatch(/Потерян/);
    await close();
  });
});
