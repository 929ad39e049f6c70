// How soon is an order of 5,000 spans on the screen, and does it scroll smoothly? In Chromium, on a whole
// server.
//
//   npm run bench -- console [--spans 5000] [--runs 7]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { chromium } from 'playwright-core';
import { orderTraffic, spansPerOrder } from './support/order-traffic.js';
import { percentile, report } from './support/report.js';
import { startServer } from './support/server.js';

const { values } = parseArgs({
  options: {
    spans: { type: 'string', default: '5000' },
    runs: { type: 'string', default: '7' },
    json: { type: 'boolean' },
  },
});
const rounds = Math.ceil(Number(values.spans) / spansPerOrder);
const folder = await mkdtemp(join(tmpdir(), 'ordertrace-bench-'));
const server = await startServer(folder);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  await send();
  const order = await theOrder();
  const journey = await (await fetch(`${server.api}/api/v1/orders/${order}/journey`)).text();
  const spans = JSON.parse(journey).traces.reduce((sum, trace) => sum + trace.span_count, 0);
  report('console', 'spans of the order', spans, 'spans');
  report('console', 'journey as JSON', journey.length / 1e6, 'MB');
  await paint('first useful paint: the sentence', `/orders/${order}`, '.order-sentence');
  await paint('all traces in one waterfall', `/orders/${order}?view=traces`, '.waterfall-row');
  await scroll(`/orders/${order}?view=traces`);
} finally {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true });
}

/** One order's journey repeated many times. */
async function send() {
  const start = BigInt(Date.now()) * 1_000_000n - 30n * 86_400_000_000_000n;
  for (let round = 0; round < rounds; round += 1) {
    const startNanos = start + BigInt(round) * 3_600_000_000_000n;
    for (const { spans, logs } of orderTraffic({ orders: 1, seed: round + 1, startNanos })) {
      await post('/v1/traces', encodeTraces(spans));
      await post('/v1/logs', encodeLogs(logs));
    }
  }
}

async function post(path, body) {
  const response = await fetch(server.otlp + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body,
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

async function theOrder() {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    const { orders } = await (await fetch(`${server.api}/api/v1/orders?limit=1`)).json();
    if (orders.length > 0) return orders[0].order_id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the order is not known after a minute');
}

/** A page without a cache. */
async function freshPage() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  return { page: await context.newPage(), close: () => context.close() };
}

/** Time from the click on a link to the first frame with the expected content. */
async function paint(what, path, selector) {
  const times = [];
  for (let run = 0; run <= Number(values.runs); run += 1) {
    const { page, close } = await freshPage();
    await page.addInitScript(`
      new MutationObserver((_, observer) => {
        if (document.querySelector(${JSON.stringify(selector)}) !== null) {
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => { globalThis.painted = performance.now(); }));
        }
      }).observe(document, { childList: true, subtree: true });`);
    await page.goto(server.api + path, { waitUntil: 'commit' });
    await page.waitForSelector(selector);
    const painted = await page.evaluate(`new Promise((resolve) => {
      const look = () => {
        if (globalThis.painted === undefined) requestAnimationFrame(look);
        else resolve(globalThis.painted);
      };
      look();
    })`);
    // The first run fills the server's caches: it does not count.
    if (run > 0) times.push(painted);
    await close();
  }
  report('console', `${what}, median`, percentile(times, 0.5), 'ms');
  report('console', `${what}, slowest`, Math.max(...times), 'ms');
}

/** Scrolls through all rows for some seconds and counts frames. */
async function scroll(path) {
  const { page, close } = await freshPage();
  await page.goto(server.api + path);
  await page.waitForSelector('.waterfall-row');
  const frames = await page.evaluate(`new Promise((resolve) => {
    const rows = document.querySelector('[role=treegrid]');
    const gaps = [];
    let last = performance.now();
    const end = last + 4000;
    const step = (now) => {
      gaps.push(now - last);
      last = now;
      rows.scrollTop = (rows.scrollTop + 60) % (rows.scrollHeight - rows.clientHeight);
      now < end ? requestAnimationFrame(step) : resolve(gaps.slice(2));
    };
    requestAnimationFrame(step);
  })`);
  await close();
  const seconds = frames.reduce((sum, gap) => sum + gap, 0) / 1000;
  report('console', 'frames a second while scrolling', frames.length / seconds, '1/s');
  report('console', 'longest frame but one in a hundred', percentile(frames, 0.99), 'ms');
}
