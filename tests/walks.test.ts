import type {
  Cause,
  CauseList,
  ContextAudit,
  FlowStages,
  Journey,
  Numbers,
  OrderList,
  PrivacyAudit,
} from '@ordertrace/api';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { durationText } from '../apps/console/src/language/duration-text.js';
import { browserPath, launchBrowser, openPage } from '../apps/console/test/fixture/browser.js';
import { call } from './support/order-walk.js';
import { startSystem, type System } from './support/system.js';
import { until } from './support/until.js';

// The questions that people ask, each walked from the start page or the search box by clicks and keys alone;
// what they read is held against what the API says.
describe.skipIf(browserPath === undefined)('questions, walked in the console (needs Chromium)', () => {
  let system: System;
  let browser: Browser;
  let page: Page;
  let faults: readonly string[];
  let close: () => Promise<void>;
  let clicks = 0;

  const api = <T>(path: string) => call<T>('GET', `${system.addresses.server}/api/v1${path}`);
  const journeyOf = (orderId: string) => api<Journey>(`/orders/${orderId}/journey`);
  const click = async (target: ReturnType<Page['locator']>) => {
    clicks += 1;
    await target.click();
  };

  beforeAll(async () => {
    system = await startSystem({ args: ['--past-orders', '300', '--no-traffic'] });
    browser = await launchBrowser();
    await until('the watch has found what is wrong with past orders', async () => {
      const { causes } = await unresolved();
      return causes.some(isBrokenMessage) && causes.some(({ situation }) => situation === 'stuck');
    });
  });

  afterAll(async () => {
    await browser.close();
    await system.dispose();
  });

  beforeEach(async () => {
    ({ page, faults, close } = await openPage(browser));
    page.setDefaultTimeout(60_000);
    clicks = 0;
    await page.goto(system.addresses.server);
    await page.locator('.cause-row').first().waitFor();
  });

  afterEach(async () => {
    await close();
    expect(faults).toEqual([]);
  });

  const unresolved = () => api<CauseList>('/causes?state=unresolved&limit=200');

  it('support: where is the order, and what do I tell the customer?', async () => {
    const { orders } = await api<OrderList>('/orders?situation=stuck&open=true&limit=1');
    const { order } = await journeyOf(orders[0]!.order_id);

    await page.keyboard.press('/');
    await page.keyboard.type(order.order_id);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Order ${order.order_id}` }).waitFor();

    expect(await page.locator('.order-sentence').innerText()).toContain(whyOf(order.reason));
    expect(await page.locator('.order-sentence').innerText()).toMatch(/Next: /);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy for the customer' }).click();
    await page.getByText('Copied').waitFor();
    const told = await page.evaluate(() => navigator.clipboard.readText());
    expect(told).toContain(order.order_id);
    expect(told).not.toMatch(/api|service|operator/);
  });

  it('support: why is a stuck order stuck? In three clicks at most', async () => {
    const cause = (await unresolved()).causes.find(({ situation }) => situation === 'stuck')!;
    const orderId = cause.examples[0]!.order_id;
    const row = page.locator('.cause-row', { has: page.getByRole('link', { name: orderId, exact: true }) });
    if ((await row.count()) === 0) {
      await click(page.getByRole('link', { name: /show all/ }));
      await click(page.getByRole('link', { name: orderId, exact: true }));
    } else {
      await click(row.getByRole('link', { name: orderId, exact: true }));
    }
    await page.getByRole('heading', { name: `Order ${orderId}` }).waitFor();
    const { order } = await journeyOf(orderId);
    expect(await page.locator('.order-sentence').innerText()).toContain(whyOf(order.reason));
    expect(clicks).toBeLessThanOrEqual(3);
  });

  it('developer: what broke, and for which other orders?', async () => {
    const cause = (await unresolved()).causes.find(isBrokenMessage)!;
    await click(page.getByRole('link', { name: /show all/ }));
    await click(page.getByRole('link', { name: cause.title }));
    await page.waitForURL('**cause=**');
    await page.waitForFunction(
      (count) => document.querySelectorAll('.problem-row').length === count,
      cause.count,
    );
    const affected = await page.locator('.problem-order').allInnerTexts();
    expect(affected).toEqual(expect.arrayContaining(cause.examples.map(({ order_id: id }) => id)));

    await click(page.locator('.problem-order').first());
    await page.getByRole('heading', { name: `Order ${affected[0]!}` }).waitFor();
    const broken = page.locator('.hop-row[data-state=broken]').first();
    expect(await broken.innerText()).toContain('Not received');
    expect(await broken.innerText()).toContain(cause.place.destination);
    await click(broken.getByRole('link'));
    await page.getByRole('complementary', { name: 'Span' }).waitFor();
    const { traces } = await journeyOf(affected[0]!);
    const shown = await page.getByRole('complementary').locator('.properties dd').first().innerText();
    expect(traces.map(({ trace_id: id }) => id)).toContain(shown.trim());
  });

  it('business lead: where does the time go, and are we losing orders?', async () => {
    const numbers = await numbersShown();
    const card = (title: string) => page.locator('.number-card', { hasText: title });
    expect(await card('Lead time, creation to delivery').locator('.number-value').innerText()).toBe(
      durationText(numbers.lead_time.now.median_ms!, 'en'),
    );
    const { lost, failed, stuck } = numbers.unresolved.now;
    const unresolvedCard = card('Lost, failed and stuck orders');
    expect(await unresolvedCard.locator('.number-value').innerText()).toBe(String(lost + failed + stuck));
    for (const { stage, median_ms: median } of numbers.lead_time.stages.slice(0, 3)) {
      if (median === null) continue;
      const times = await page.locator('.stage-time').allInnerTexts();
      expect(times.join('\n'), stage).toContain(durationText(median, 'en'));
    }

    await click(unresolvedCard.getByRole('link', { name: /lost/i }));
    await page.waitForURL('**/orders?situation=lost');
    await page.waitForFunction((count) => document.querySelectorAll('.order-row').length === count, lost);

    // By tenant: the same overview of one tenant alone.
    await page.getByRole('link', { name: 'Ordertrace' }).click();
    const tenants = await page.getByLabel('Tenant').locator('option').allInnerTexts();
    const tenant = tenants.find((name) => name === 'retail')!;
    const answer = page.waitForResponse((response) => /\/numbers\?.*tenant=retail/.test(response.url()));
    await page.getByLabel('Tenant').selectOption(tenant);
    const ofTenant = await call<Numbers>('GET', (await answer).url());
    await card('Lead time, creation to delivery')
      .locator('.number-value', { hasText: durationText(ofTenant.lead_time.now.median_ms!, 'en') })
      .waitFor();
  });

  it('business lead: which stage takes longest, and which orders are there now?', async () => {
    const answer = page.waitForResponse((response) => response.url().includes('/flow/stages?'));
    await click(page.getByRole('link', { name: 'Flow', exact: true }));
    const { stages } = await call<FlowStages>('GET', (await answer).url());
    const longest = stages.find(({ rank }) => rank === 1)!;
    const first = page.locator('section[aria-labelledby=flow-stages] tbody tr').first();
    await first.waitFor();
    const days = Math.round(longest.total_order_days).toLocaleString('en');
    expect(await first.innerText()).toContain(`${days} d`);
    expect(await first.innerText()).toContain(durationText(longest.times!.median_ms, 'en'));
    await click(first.getByRole('link'));
    await page.waitForURL(`**/orders?stage=${longest.stage}`);
    await page.locator('.order-row').first().waitFor();
    expect(clicks).toBe(2);
  });

  it('security officer: can telemetry leak customer data?', async () => {
    await sendLog(system, 'new-service', 'call zinaida.testova@example.com');
    const audit = await until('the gate has stopped it', async () => {
      const found = await api<PrivacyAudit>('/audit/privacy');
      return found.stops.some(({ detector }) => detector === 'email') && found;
    });
    await click(page.getByRole('link', { name: 'Operations' }));
    await click(page.getByRole('tab', { name: 'Privacy' }));
    await page.getByText(/stopped since/).waitFor();
    const rows = await page.getByRole('table').locator('tbody tr').allInnerTexts();
    expect(rows).toHaveLength(audit.stops.length);
    expect(rows.join('\n')).toContain('E-mail address');
    expect(rows.join('\n')).not.toContain('zinaida');
  });

  it('a team new to tracing: does our service keep the context of orders?', async () => {
    await sendLog(system, 'new-service', 'started without any context');
    const findings = await until('the audit knows of the new service', async () => {
      const { findings: all } = await api<ContextAudit>('/audit/context');
      const own = all.filter(({ application_name: name }) => name === 'new-service');
      return own.length > 0 && own;
    });
    await click(page.getByRole('link', { name: 'Operations' }));
    const shown = page.locator('.context-finding', { hasText: 'new-service' });
    await shown.first().waitFor();
    expect(await shown.count()).toBe(findings.length);
    expect(await page.locator('.context-loss', { has: shown.first() }).innerText()).toMatch(
      /Log lines (belong to no trace|do not name)/,
    );
    await page.getByRole('row', { name: /new-service/ }).waitFor();
  });

  /** What the API says of the time that the overview shows. */
  async function numbersShown(): Promise<Numbers> {
    const answer = page.waitForResponse((response) => response.url().includes('/api/v1/numbers'));
    await page.getByText('7 days', { exact: true }).click();
    await answer;
    const again = page.waitForResponse((response) => response.url().includes('/api/v1/numbers'));
    await page.getByText('90 days', { exact: true }).click();
    const numbers = await call<Numbers>('GET', (await again).url());
    await page
      .locator('.number-value', { hasText: durationText(numbers.lead_time.now.median_ms ?? 0, 'en') })
      .first()
      .waitFor();
    return numbers;
  }
});

/** What a service that is not instrumented well sends. */
async function sendLog(system: System, service: string, body: string): Promise<void> {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  const logRecords = [{ timeUnixNano: `${Date.now()}000000`, body: { stringValue: body } }];
  await call('POST', `${system.addresses.otlp}/v1/logs`, {
    resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }],
  });
}

const isBrokenMessage = ({ code }: Cause) => code === 'message_not_consumed';

/** The part of a reason that stays as it is: stages are called as people call them, and time passes. */
function whyOf(reason: string | null): string {
  return (reason ?? 'no reason').split(': ').slice(1).join(': ').split(', and that')[0]!;
}
