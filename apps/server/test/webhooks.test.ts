import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Webhook, WebhookDeliveries, WebhookDelivery, WebhookWithSecret } from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { definedFields } from '@ordertrace/conventions';
import { eventBatch, flowsOf, nanosFromMillis, noCoverage } from '@ordertrace/model';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type NewOrderState } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Access } from '../src/access/access.js';
import type { WebhookPace } from '../src/outbound/webhooks/deliverer.js';
import { expectedStage } from '../src/partner/partner-order.js';
import { openWebhooks, type Webhooks } from '../src/outbound/webhooks/webhooks.js';
import { createApi } from '../src/api.js';
import { startWebhookReceiver, type Received, type WebhookReceiver } from './support/webhook-receiver.js';

const key = Buffer.alloc(32, 5);
const logger = pino({ level: 'silent' });
const quick: Partial<WebhookPace> = {
  item: { firstMs: 20, longestMs: 50 },
  target: { firstMs: 20, longestMs: 50 },
};
const patience = { timeout: 30_000, interval: 20 };

/** Everyone is a partner, of the tenant that a header names. */
const access: Access = {
  signIn: true,
  identify: ({ headers }) => {
    const tenantId = String(headers['x-tenant'] ?? 'goldwerk');
    const person = { name: '', subject: `of-${tenantId}`, roles: ['partner'] as const, tenantId, scopes: [] };
    return Promise.resolve({ person, by: 'token' });
  },
};

describe("partners' webhooks", { timeout: 60_000 }, () => {
  const store = createMemoryStore();
  const flows = flowsOf([manufacturerFlow()]);
  let receiver: WebhookReceiver;
  let folder: string;
  let webhooks: Webhooks;
  let api: FastifyInstance;
  let orders = 0;

  async function open(pace: Partial<WebhookPace> = {}): Promise<void> {
    const metrics = new Registry();
    webhooks = await openWebhooks({
      store,
      key,
      metrics,
      logger,
      dataFolder: folder,
      flows: () => flows,
      insideHosts: new Set([receiver.host]),
      expectedStage: (state) => expectedStage(state, { store, flows: () => flows }),
      pace: { ...quick, ...pace },
    });
    await webhooks.start();
    api = await createApi({
      store,
      webhooks,
      metrics,
      logger,
      access,
      flows: () => flows,
      gate: createGate(defaultPolicy),
      coverage: noCoverage,
      readiness: () => ({ store: true }),
      consoleFolder: undefined,
    });
  }

  async function shut(): Promise<void> {
    await webhooks.stop();
    await api.close();
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-webhooks-'));
    receiver = await startWebhookReceiver();
    await open();
  });
  afterEach(async () => {
    for (const { webhook_id: id } of (await ask<{ webhooks: Webhook[] }>('GET', '')).body.webhooks)
      await ask('DELETE', `/${id}`);
    await shut();
    await receiver.close();
    await rm(folder, { recursive: true });
  });

  async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, tenant = 'goldwerk') {
    const response = await api.inject({
      method,
      url: `/partner/v1/webhooks${path}`,
      headers: { 'x-tenant': tenant },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: response.statusCode, text: response.body, body: json<T>(response.body) };
  }
  const json = <T>(text: string) => (text === '' ? undefined : JSON.parse(text)) as T;
  const create = async (more: object = {}) =>
    (await ask<WebhookWithSecret>('POST', '', { url: receiver.url, ...more })).body;
  const deliveries = async (id: string) =>
    (await ask<WebhookDeliveries>('GET', `/${id}/deliveries`)).body.deliveries;
  const state = async (id: string) =>
    (await ask<{ webhooks: Webhook[] }>('GET', '')).body.webhooks.find((one) => one.webhook_id === id);

  /** An order enters a stage, and is folded. */
  async function enter(orderId: string, stage: string, tenantId = 'goldwerk'): Promise<void> {
    const timeNanos = nanosFromMillis(Date.now());
    const event = { type: 'transition', orderId, tenantId, service: 'mes-api', stage, timeNanos } as const;
    const { position } = await store.append(eventBatch([event]));
    const version = (await store.order(event))?.version;
    const folded: NewOrderState = {
      orderId,
      tenantId,
      flow: 'manufacturer',
      stage,
      stageSinceNanos: timeNanos,
      createdNanos: timeNanos,
      firstSeenNanos: timeNanos,
      lastSeenNanos: timeNanos,
      ...definedFields({ version }),
    };
    await store.saveOrders({ orders: [folded], position });
    webhooks.wake();
  }
  const newOrder = () => `W-${(orders += 1)}`;

  function isSigned({ headers, body }: Received, secret: string): boolean {
    const signedWith = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const expected = `v1,${createHmac('sha256', signedWith).update(content).digest('base64')}`;
    return String(headers['webhook-signature']).split(' ').includes(expected);
  }
  const bodyOf = (received: Received | undefined) =>
    json<{ id: string; type: string; subject: string; data: Record<string, unknown> }>(
      received?.body ?? '{}',
    );

  it('tell of own milestones, as signed CloudEvents with nothing of the inside', async () => {
    const { secret, webhook_id: id } = await create({ milestones: ['APPROVED'] });
    const order = newOrder();
    await enter(order, 'PRICED');
    await enter(newOrder(), 'APPROVED', 'acme');
    await enter(order, 'APPROVED');
    await expect.poll(() => receiver.received.length, patience).toBe(1);
    const [received] = receiver.received;
    expect(received?.headers['content-type']).toBe('application/cloudevents+json');
    expect(received !== undefined && isSigned(received, secret)).toBe(true);
    expect(bodyOf(received)).toMatchObject({
      specversion: '1.0',
      type: 'ordertrace.order.milestone',
      subject: order,
      data: { order_id: order, stage: 'APPROVED', next: { stage: 'IN_PRODUCTION' } },
    });
    expect(bodyOf(received).id).toBe(received?.headers['webhook-id']);
    expect(received?.body).not.toMatch(/mes-api|acme|goldwerk/);
    await expect.poll(() => deliveries(id), patience).toHaveLength(1);
    expect((await deliveries(id))[0]).toMatchObject({
      order_id: order,
      stage: 'APPROVED',
      outcome: 'delivered',
    });
  });

  it('are tried again with the same id until they arrive, over a restart, and once', async () => {
    const { webhook_id: id, secret } = await create();
    receiver.status = 503;
    await enter(newOrder(), 'APPROVED');
    await expect.poll(() => receiver.received.length, patience).toBeGreaterThan(1);
    await shut();
    const before = receiver.received.length;
    receiver.status = 204;
    await open();
    await expect.poll(() => receiver.received.length, patience).toBe(before + 1);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(receiver.received.every((one) => isSigned(one, secret))).toBe(true);
    await expect.poll(async () => (await deliveries(id))[0]?.outcome, patience).toBe('delivered');
    await shut();
    await open();
    await enter(newOrder(), 'PACKED');
    await expect.poll(() => receiver.received.length, patience).toBe(before + 2);
    expect(bodyOf(receiver.received.at(-1)).data['stage']).toBe('PACKED');
  });

  it('count what happened while the server was stopped', async () => {
    await create();
    await shut();
    const order = newOrder();
    await enter(order, 'SHIPPED');
    await open();
    await expect.poll(() => receiver.received.length, patience).toBe(1);
    expect(bodyOf(receiver.received[0]).subject).toBe(order);
  });

  it('give an event up after its last try, and go on with the others', async () => {
    await shut();
    await open({ attemptsAtMost: 2 });
    const { webhook_id: id } = await create();
    receiver.status = 400;
    await enter(newOrder(), 'APPROVED');
    await expect.poll(async () => (await deliveries(id))[0]?.outcome, patience).toBe('given_up');
    expect((await deliveries(id))[0]).toMatchObject({ attempt: 2, error: 'answered 400' });
    receiver.status = 200;
    await enter(newOrder(), 'APPROVED');
    await expect.poll(async () => (await deliveries(id))[0]?.outcome, patience).toBe('delivered');
    expect((await state(id))?.waiting).toBe(0);
  });

  it('are disabled after long failing with the reason, and work again when they are enabled', async () => {
    await shut();
    await open({ disableAfterMs: 1 });
    const { webhook_id: id } = await create();
    receiver.status = 500;
    await enter(newOrder(), 'APPROVED');
    await expect.poll(async () => (await state(id))?.disabled_reason, patience).toContain('answered 500');
    receiver.status = 200;
    expect((await ask<Webhook>('POST', `/${id}/enable`)).body.disabled_at).toBeNull();
    const order = newOrder();
    await enter(order, 'APPROVED');
    await expect.poll(() => bodyOf(receiver.received.at(-1)).subject, patience).toBe(order);
  });

  it('are disabled at once where the receiver says that it is gone', async () => {
    const { webhook_id: id } = await create();
    receiver.status = 410;
    await enter(newOrder(), 'APPROVED');
    await expect.poll(async () => (await state(id))?.disabled_reason, patience).toBe('answered 410');
    expect(receiver.received).toHaveLength(1);
  });

  it('are disabled where more wait than their queue holds', async () => {
    await shut();
    await open({ waitingAtMost: 1, target: { firstMs: 3_600_000, longestMs: 3_600_000 } });
    const { webhook_id: id } = await create();
    receiver.status = 500;
    await enter(newOrder(), 'APPROVED');
    await expect.poll(() => receiver.received.length, patience).toBe(1);
    await enter(newOrder(), 'APPROVED');
    await expect
      .poll(async () => (await state(id))?.disabled_reason, patience)
      .toContain('more than 1 event');
  });

  it('whose stored address no host can have are disabled, and hold nobody up', async () => {
    const fact = { actor: 'anna', tenantId: 'goldwerk', orderId: '', timeNanos: nanosFromMillis(Date.now()) };
    const data = { url: `https://${'a'.repeat(256)}.com/`, milestones: [] };
    await store.appendFacts([{ ...fact, id: 'bad', kind: 'webhook.created', subject: 'wh_bad', data }]);
    await shut();
    await open();
    await create();
    await enter(newOrder(), 'APPROVED');
    await expect.poll(() => receiver.received.length, patience).toBe(1);
    await expect
      .poll(async () => (await state('wh_bad'))?.disabled_reason, patience)
      .toMatch(/^address refused: .*253 characters/);
    expect((await deliveries('wh_bad'))[0]).toMatchObject({ outcome: 'given_up', attempt: 1 });
  });

  it.each(['{', '{}', '{"order_id":"1","stage":"APPROVED","entered_at":"never","next":null}'])(
    'pass over a stored event that can not be sent: %s',
    async (event) => {
      const { webhook_id: id } = await create();
      const fact = { actor: 'system', tenantId: 'goldwerk', orderId: '1', subject: id };
      await store.appendFacts([
        {
          ...fact,
          id: `queued ${id}`,
          kind: 'webhook.queued',
          timeNanos: nanosFromMillis(Date.now()),
          data: { event_id: `evt_${id}`, event },
        },
      ]);
      await shut();
      const logged = vi.spyOn(logger, 'error');
      await open();
      expect(logged).toHaveBeenCalledWith({ fact: `queued ${id}` }, expect.stringContaining('skipped'));
      expect((await state(id))?.waiting).toBe(0);
      const order = newOrder();
      await enter(order, 'APPROVED');
      await expect.poll(() => receiver.received.map((one) => bodyOf(one).subject), patience).toEqual([order]);
    },
  );

  it('are signed with both secrets after a rotation', async () => {
    const { webhook_id: id, secret: old } = await create();
    const { body: rotated } = await ask<WebhookWithSecret>('POST', `/${id}/rotate`);
    expect(rotated.secret).not.toBe(old);
    await ask('POST', `/${id}/test`);
    const [received] = receiver.received;
    expect(received !== undefined && isSigned(received, old) && isSigned(received, rotated.secret)).toBe(
      true,
    );
  });

  it('tell the secret once and keep it nowhere', async () => {
    const { secret, webhook_id: id } = await create();
    expect((await ask('GET', '')).text).not.toContain(secret.slice(6));
    const { facts } = await store.facts({ kinds: ['webhook.'], limit: 10_000 });
    const kept = JSON.stringify(facts.map(({ data }) => data));
    expect(kept).toContain(receiver.url);
    expect(kept).not.toContain(secret.slice(6));
    expect((await state(id))?.url).toBe(receiver.url);
  });

  it('can be tested, and follow no redirect', async () => {
    const { webhook_id: id } = await create();
    const test = async () => (await ask<WebhookDelivery>('POST', `/${id}/test`)).body;
    expect(await test()).toMatchObject({ outcome: 'delivered', order_id: null });
    receiver.status = 302;
    expect(await test()).toMatchObject({ outcome: 'failed', error: 'answered 302' });
    expect(bodyOf(receiver.received[0]).type).toBe('ordertrace.test');
    expect(await deliveries(id)).toHaveLength(2);
  });

  it("answer for others' as for what does not exist", async () => {
    const { webhook_id: id } = await create();
    for (const path of ['/rotate', '/test', '/enable']) {
      const foreign = await ask('POST', `/${id}${path}`, undefined, 'acme');
      expect(foreign).toEqual(await ask('POST', `/none${path}`, undefined, 'acme'));
      expect(foreign.status).toBe(404);
    }
    expect((await ask('GET', `/${id}/deliveries`, undefined, 'acme')).status).toBe(404);
    expect((await ask('DELETE', `/${id}`, undefined, 'acme')).status).toBe(404);
    expect((await ask<{ webhooks: Webhook[] }>('GET', '', undefined, 'acme')).body.webhooks).toEqual([]);
  });

  it('are refused at addresses inside, and at what is none', async () => {
    const addresses = [
      'http://example.com/hook',
      'https://127.0.0.1/hook',
      'https://2130706433/hook',
      'https://0x7f.1/hook',
      'https://[::1]/hook',
      'https://[::ffff:10.0.0.1]/hook',
      'https://169.254.169.254/latest/meta-data',
      'https://192.168.1.1/',
      'https://user:password@example.com/',
      'ftp://example.com/',
      'no address',
      `https://${'a'.repeat(256)}.com/`,
      `https://${'a'.repeat(64)}.com/`,
    ];
    for (const url of addresses) {
      const { status, text } = await ask('POST', '', { url });
      expect(status, url).toBe(400);
      expect(text, url).toContain('"field":"url"');
    }
  });

  it('fail without a connection at an address that was stored before it was refused', async () => {
    for (const url of [`https://${'a'.repeat(256)}.com/`, 'no address'])
      await webhooks.subscriptions.create({ tenantId: 'goldwerk', url, milestones: [] }, 'of-goldwerk');
    await shut();
    await open();
    await enter(newOrder(), 'APPROVED');
    const { webhooks: stored } = (await ask<{ webhooks: Webhook[] }>('GET', '')).body;
    for (const { webhook_id: id } of stored)
      await expect
        .poll(async () => (await deliveries(id))[0]?.error, patience)
        .toMatch(/^address refused: it(s host name has more than 253 characters| is no address)$/);
  });

  it('are refused for stages that there are not, and beyond ten', async () => {
    expect((await ask('POST', '', { url: receiver.url, milestones: ['LOST'] })).status).toBe(400);
    for (let at = 0; at < 10; at++) await create();
    expect((await ask('POST', '', { url: receiver.url })).status).toBe(409);
  });
});
