import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrderList } from '@ordertrace/api';
import { seeded } from '@ordertrace/privacy/samples';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, launchBrowser, openPage } from '../apps/console/test/fixture/browser.js';
import { call, customer, placeOrder, settledJourney, shopOrder, walkToTheEnd } from './support/order-walk.js';
import { plantedRequests, plantedSecrets } from './support/planted-telemetry.js';
import { startReceiver, type Receiver } from './support/receiver.js';
import { answers, files, ordertrace, pages, storeContents, type Place } from './support/shown-places.js';
import { startSystem, type System } from './support/system.js';
import { until } from './support/until.js';

/** Folders of the data where customers' data belongs: the services' databases and their models. */
const customersOwn = ['postgres', 'models'];

const plantedOrder = 'planted-48213';
/** A version that the gate lets through: what can't be found can't be missed either. */
const seed = 20_261_122;

describe('what customers gave, what orders cost, and secrets that a careless service sends', () => {
  let folder: string;
  let system: System;
  let receiver: Receiver;
  let orderId: string;
  let traceId: string;
  let secrets: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-secrets-'));
    receiver = await startReceiver();
    system = await startSystem({ env: await neighbours(folder, receiver.url) });
    orderId = await placeOrder(system);
    await walkToTheEnd(system, orderId);
    const samples = plantedSecrets(seeded(seed));
    const planted = plantedRequests(plantedOrder, samples);
    for (const signal of ['traces', 'logs'] as const) {
      const response = await fetch(`${system.addresses.otlp}/v1/${signal}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: Buffer.from(planted[signal]),
      });
      expect(response.status).toBe(200);
    }
    const journey = await settledJourney(system, orderId);
    traceId = journey.traces[0]?.trace_id ?? '';
    const price = (await shopOrder(system, orderId)).price?.amount ?? '';
    expect(Number(price)).toBeGreaterThan(0);
    secrets = [...Object.values(customer), 'bank-1', price, ...samples.map(({ secret }) => secret)];
    await until(
      'the careless order has failed',
      async () =>
        (
          await call<OrderList>('GET', `${system.addresses.server}/api/v1/orders?situation=failed`)
        ).orders.some(({ order_id: id }) => id === plantedOrder),
      60_000,
    );
    await until('the alert has come', () => Promise.resolve(receiver.bodies('/alert').length > 0), 60_000);
  });
  afterAll(async () => {
    await system.dispose();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** None of the secrets stands in any of the places, and what may be seen is seen in them together. */
  function expectNoSecret(places: readonly Place[], seen: readonly string[]): void {
    const leaks = places.flatMap(({ name, text }) =>
      secrets.filter((secret) => holds(text, secret)).map((secret) => `${secret} in ${name}`),
    );
    expect(leaks).toEqual([]);
    const all = places.map(({ text }) => text).join('\n');
    for (const shown of seen) expect(all.includes(shown), `${shown} is seen`).toBe(true);
  }

  it('are in no answer of the server', async () => {
    const { server } = system.addresses;
    const more = [
      ...[plantedOrder, orderId].map((id) => `/api/v1/orders/${id}/trace?format=jaeger`),
      ...['csv', 'xes', 'ocel'].map((format) => `/api/v1/export?format=${format}`),
      `/api/v1/orders/${plantedOrder}`,
      `/api/v1/orders/${plantedOrder}/journey`,
      '/jaeger/api/traces?service=careless',
      '/jaeger/api/traces?service=shop-api',
      '/jaeger/api/services/careless/operations',
      `/jaeger/api/v3/traces/${traceId}`,
      '/metrics',
    ];
    const places = await answers(server, { order_id: orderId, trace_id: traceId }, more);
    const answered = places.filter(({ name }) => name.endsWith('(200)'));
    expect(answered.length).toBeGreaterThan(30);
    expectNoSecret(places, [orderId, plantedOrder, 'careless', 'order.transition', '[email]', '[card]']);
  });

  it('are in nothing that is forwarded', async () => {
    const forwarded = () => receiver.bodies('/v1/').join('\n');
    await until('the careless order is forwarded', () => Promise.resolve(forwarded().includes(plantedOrder)));
    expectNoSecret([{ name: 'forwarded', text: forwarded() }], [orderId, plantedOrder, '[email]']);
  });

  it('are in no alert', () => {
    expectNoSecret([{ name: 'alerts', text: receiver.bodies('/alert').join('\n') }], [plantedOrder]);
  });

  it.skipIf(browserPath === undefined)('are on no page of the console (needs Chromium)', async () => {
    const browser = await launchBrowser();
    const { page } = await openPage(browser);
    const paths = ['/', '/orders', '/problems', '/flow', '/operations'];
    const ofOrders = [orderId, plantedOrder].map((id) => `/orders/${id}`);
    const places = await pages(page, system.addresses.server, [...paths, ...ofOrders, `/traces/${traceId}`]);
    await browser.close();
    expectNoSecret(places, [orderId, plantedOrder, 'careless']);
  });

  it('are in no backup, no table and no record of the store', async () => {
    const saved = join(folder, 'saved.tar');
    const restored = join(folder, 'restored');
    await ordertrace('backup', saved, '--server', system.addresses.server);
    await ordertrace('restore', saved, '--data', restored);
    const contents = await storeContents(restored);
    expect(contents.map(({ name }) => name)).toContain('table order_states');
    expectNoSecret(contents, [orderId, plantedOrder, 'careless', '[email]', '[card]', '[private_key]']);
    expectNoSecret(await files(restored), [orderId]);
  });

  it('are in no log of a process and no file but the databases of the services', async () => {
    await system.stop();
    const places = await files(system.data, customersOwn);
    expect(places.filter(({ name }) => name.startsWith('file logs')).length).toBeGreaterThanOrEqual(4);
    expectNoSecret([...places, { name: 'the terminal', text: system.output() }], [orderId]);
  });
});

/** Settings with a target to forward to and a channel for alerts. */
async function neighbours(folder: string, url: string): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const forward = join(folder, 'forward.yaml');
  const alerts = join(folder, 'alerts.yaml');
  await writeFile(
    forward,
    `targets:\n  - { name: all, endpoint: '${url}', begin: oldest, order_traces: true }\n`,
  );
  await writeFile(
    alerts,
    `gather: 1 second\nchannels:\n  hook: { type: webhook, url: '${url}/alert', secret_env: HOOK_SECRET }\n`,
  );
  return {
    ORDERTRACE_FORWARD: forward,
    ORDERTRACE_ALERTS: alerts,
    HOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  };
}

/** As it is, or as JSON, an address or base64 would write it. A number only where no digits go on. */
function holds(text: string, secret: string): boolean {
  if (/^\d+\.\d+$/.test(secret))
    return new RegExp(`(?<![\\d.])${secret.replace('.', '\\.')}(?!\\d)`).test(text);
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1),
  ];
  return forms.some((form) => text.includes(form));
}
