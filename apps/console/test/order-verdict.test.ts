import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastSignPlace } from '../src/pages/order/last-sign-place.js';
import { browserPath, launchBrowser, openPage } from './fixture/browser.js';
import { knownOrders } from './fixture/orders.js';
import { journeyOf } from './fixture/journeys.js';
import { randomFrom } from './fixture/random.js';
import { startFixture, type Fixture } from './fixture/server.js';
import { stamp } from './fixture/telemetry.js';

/** A folder for pictures of the panel; none are made without it. */
const pictures = process.env['CONSOLE_PICTURES'];

describe('the place of the last sign', () => {
  const plan = knownOrders(Date.now(), 0).find(({ order }) => order.order_id === '50010')!;
  const journey = journeyOf(plan, randomFrom(plan.seed));
  const [span] = journey.traces[0]!.spans;
  const end = stamp(Date.parse(span!.timestamp) + span!.duration);
  const sign = { application_name: span!.application_name, operation: span!.name, sent_to: null };
  const place = { traceId: span!.trace_id, spanId: span!.span_id };

  it('is the span of the operation that ended then', () => {
    expect(lastSignPlace({ ...sign, timestamp: end }, journey)).toEqual(place);
  });

  it('is no span of another time or application', () => {
    const other = { ...sign, timestamp: stamp(Date.parse(end) + 1000) };
    expect(lastSignPlace(other, journey)).toBeUndefined();
    const elsewhere = { ...sign, application_name: 'elsewhere', timestamp: end };
    expect(lastSignPlace(elsewhere, journey)).toBeUndefined();
  });

  it('is the span of the transition where a stage was the last sign', () => {
    const entered = journey.transitions[2]!;
    const { application_name, stage: operation, timestamp } = entered;
    expect(lastSignPlace({ application_name, operation, timestamp, sent_to: null }, journey)).toEqual({
      ...{ traceId: entered.trace_id, spanId: entered.span_id },
    });
  });
});

describe.skipIf(browserPath === undefined)(
  'the panel that explains a verdict (skipped without Chromium: set CHROMIUM to its path)',
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

    it.each([
      {
        look: { scheme: 'light', width: 1440, height: 900, locale: 'en-GB' } as const,
        title: 'Why this verdict',
        texts: [
          'The message in calculation.requested is consumed; by: calculation-service; due ',
          'KafkaJSConnectionError: connect ECONNREFUSED',
          'Likely',
          'Instances of the receiver: 4; never seen to receive: 1.',
          'What to do next',
        ],
        link: 'the hop',
      },
      {
        look: { scheme: 'dark', width: 390, height: 844, locale: 'ru-RU' } as const,
        title: 'Почему такой вывод',
        texts: ['Сообщение в calculation.requested будет принято', 'Ошибка', 'Вероятно', 'Что делать дальше'],
        link: 'передача',
      },
    ])(
      'says what was expected, seen and missing, and how sure: $look.locale, $look.scheme',
      async ({ look, title, texts, link }) => {
        const { page, faults, close } = await openPage(browser, look);
        await page.goto(`${fixture.url}/orders/48213`);
        const panel = page.getByRole('region', { name: title });
        await panel.waitFor();
        if (pictures !== undefined) {
          await page.screenshot({ path: join(pictures, `verdict-${look.width}.png`), fullPage: true });
        }
        const text = await panel.innerText();
        for (const part of texts) expect(text).toContain(part);
        expect(await panel.locator('dt').count()).toBe(6);
        const runbook = panel.locator('a[href="/runbooks/hop-broken"]');
        expect(await runbook.getAttribute('target')).toBe('_blank');
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
        await panel.getByRole('link', { name: link }).focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(/view=traces&span=/);
        await page.goto(`${fixture.url}/orders/51777`);
        await page.locator('.order-facts').waitFor();
        expect(await page.getByRole('region', { name: title }).count()).toBe(0);
        expect(faults).toEqual([]);
        await close();
      },
      120_000,
    );
  },
);
