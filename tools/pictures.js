// Takes the pictures of the README and of the tour in docs/guides/console.md from a running system: `npm
// start`, then `node tools/pictures.js [address]`. Prints the time of each step of the tour, from click to
// answer.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const address = process.argv[2] ?? 'http://127.0.0.1:7070';
const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
mkdirSync(folder, { recursive: true });

const { orders } = await (
  await fetch(`${address}/api/v1/orders?situation=lost&open=true&sort=-created_at`)
).json();
// An order in a late stage: its page shows several stages and hops.
const lost = orders.find((order) => order.stage === 'APPROVED') ?? orders[0];
if (lost === undefined) throw new Error(`${address} knows of no lost order; start it with past orders`);

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
await take('overview', '/', '.number-card .uplot', { width: 1280, height: 900 });
await take('problems', '/problems', '.problem-row', { width: 1280, height: 800 });
await take('flow', '/flow', '.flow-stage', { width: 1280, height: 900 });
await take('operations', '/operations?view=receiving', '.operations-facts', { width: 1280, height: 800 });
await take('orders', '/orders', '.order-row', { width: 1280, height: 800 });
await take('order', `/orders/${lost.order_id}`, '.hop-row', { width: 1280, height: 960 });
await take('order-dark', `/orders/${lost.order_id}?view=traces`, '.waterfall-row', {
  width: 1280,
  height: 800,
  colorScheme: 'dark',
});
await walk();
await browser.close();

/**
 * @param {string} name
 * @param {string} path
 * @param {string} ready
 * @param {{ width: number, height: number, colorScheme?: 'light' | 'dark' }} view
 */
async function take(name, path, ready, { width, height, colorScheme = 'light' }) {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme,
    timezoneId: 'Europe/Moscow',
  });
  await page.goto(address + path);
  await page.locator(ready).first().waitFor();
  await page.screenshot({ path: `${folder}${name}.png` });
  await page.close();
  console.log(`docs/images/${name}.png`);
}

/** From the overview: why is a stuck order stuck? One picture per step of a person. */
async function walk() {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    locale: 'en-GB',
    timezoneId: 'Europe/Moscow',
  });
  const page = await context.newPage();
  const step = async (number, what, act, answer) => {
    const started = performance.now();
    await act();
    await answer.first().waitFor();
    const took = performance.now() - started;
    if (number === 1) await page.locator('.number-card .uplot').first().waitFor();
    // Moves the pointer away: the element under it would look chosen.
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `${folder}walk-${number}.png` });
    console.log(`docs/images/walk-${number}.png  ${what}: ${Math.round(took)} ms`);
  };
  const stuck = page.locator('.cause-row', { has: page.locator('.badge[data-kind=stuck]') }).first();
  const example = stuck.locator('.cause-examples a').first();
  await step(1, 'the overview', () => page.goto(address), stuck);
  await step(2, 'click 1: the order', () => example.click(), page.locator('.time-line-row'));
  const others = page.locator('.order-problem-head a');
  await step(3, 'click 2: others with the same cause', () => others.click(), page.locator('.problem-row'));
  await context.close();
}
