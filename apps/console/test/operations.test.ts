import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { operationsViews, readOperationsSearch } from '../src/addresses/operations-search.js';
import { browserPath, launchBrowser, openPage } from './fixture/browser.js';
import { startFixture, type Fixture } from './fixture/server.js';

// A browser is slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('the parts of the operations page', () => {
  it('are those that the roles may see, and none for who belongs to a tenant', () => {
    expect(operationsViews({ roles: ['business'], tenant_id: null })).toEqual(['alerts', 'imports']);
    expect(operationsViews({ roles: ['security'], tenant_id: null })).toContain('access');
    expect(operationsViews({ roles: ['admin'], tenant_id: null })).not.toContain('access');
    expect(operationsViews({ roles: ['partner'], tenant_id: 'goldwerk' })).toEqual([]);
    expect(operationsViews({ roles: ['support'], tenant_id: 'goldwerk' })).toEqual([]);
  });

  it('are in the address; what the address can not mean is left out', () => {
    expect(readOperationsSearch({ view: 'access', order: '48213', hours: '24' })).toEqual({
      view: 'access',
      order: '48213',
      hours: 24,
    });
    expect(readOperationsSearch({ view: 'everything', hours: '5', tenant: '' })).toEqual({});
  });
});

describe.skipIf(browserPath === undefined)('the operations page (skipped without Chromium)', () => {
  let fixture: Fixture;
  let browser: Browser;
  let page: Page;
  let faults: string[];
  let close: () => Promise<void>;

  beforeAll(async () => {
    fixture = await startFixture();
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    fixture.roles = ['admin', 'security'];
    ({ page, faults, close } = await openPage(browser));
    page.setDefaultTimeout(25_000);
  });
  afterEach(async () => {
    await close();
    expect(faults).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await fixture.close();
  });

  it('leads from a finding to the trace that shows it', async () => {
    await page.goto(`${fixture.url}/operations`);
    const finding = page.locator('.context-finding').first();
    expect(await finding.innerText()).toContain('calculation-service');
    await finding.getByRole('link', { name: /Trace 0af76519/ }).click();
    await page.waitForURL(/\/traces\/0af7651916cd43dd8448eb211c80319c/);
  });

  it('counts what retention would remove, and says that nothing was removed', async () => {
    await page.goto(`${fixture.url}/operations?view=retention`);
    await page.getByRole('button', { name: 'Count what would be removed' }).click();
    await page.getByText('nothing was removed').waitFor();
  });

  it('finds looks at an order, and keeps the question in the address', async () => {
    await page.goto(`${fixture.url}/operations`);
    await page.getByRole('tab', { name: 'Access log' }).click();
    await page.getByRole('textbox', { name: 'Order', exact: true }).fill('51777');
    await page.keyboard.press('Enter');
    await page.waitForURL(/order=51777/);
    await page.locator('.data-table tbody tr').nth(1).waitFor({ state: 'detached' });
    expect(await page.locator('.data-table tbody tr').innerText()).toContain('51777');
  });

  it('shows a role its parts alone, and no way to it where there is none', async () => {
    fixture.roles = ['business'];
    await page.goto(`${fixture.url}/operations?view=access`);
    await page.getByRole('tab', { name: 'Alerts' }).waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Alerts', 'Imports']);
    fixture.roles = ['partner'];
    await page.goto(`${fixture.url}/operations`);
    await page.getByText('Your roles do not allow access to this.').waitFor();
    expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0);
  });
});
