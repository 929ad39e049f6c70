// Takes the README's pictures from a running system: `npm start`, then `node tools/pictures.js [address]`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const address = process.argv[2] ?? 'http://127.0.0.1:7070';
const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
mkdirSync(folder, { recursive: true });

const { orders } = await (
  await fetch(`${address}/api/v1/orders?situation=lost&open=true&sort=-created_at`)
).json();
// One that had come far: its page shows several stages and hops.
const lost = orders.find((order) => order.stage === 'APPROVED') ?? orders[0];
if (lost === undefined) throw new Error(`${address} knows of no lost order; start it with past orders`);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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
await browser.close();

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
