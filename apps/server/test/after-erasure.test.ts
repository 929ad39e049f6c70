import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLogReader, LogEvent } from '@ordertrace/event-logs';
import { manufacturerFlow } from '@ordertrace/flow';
import { eventBatch, flowsOf, nanosFromMillis, type OrderRef, type OrderState } from '@ordertrace/model';
import { decodeTraces, encodeTraces } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type ErasureTarget, type Store } from '@ordertrace/store';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessLog } from '../src/access/index.js';
import type { Person } from '../src/http/caller.js';
import { importLog } from '../src/event-logs/import-log.js';
import { Imports } from '../src/event-logs/imports.js';
import { Alerter } from '../src/outbound/alerts/index.js';
import type { Alert } from '../src/outbound/alerts/channel.js';
import { forwarder, forwardMetrics } from '../src/outbound/forward/index.js';
import { openWebhooks } from '../src/outbound/webhooks/webhooks.js';
import { ProblemDesk } from '../src/problems/index.js';
import { Erasures } from '../src/retention/index.js';
import { orderSpan } from './keeping-store.js';
import { startWebhookReceiver } from './support/webhook-receiver.js';

const logger = pino({ level: 'silent' });
const patience = { timeout: 30_000, interval: 20 };
const flows = () => flowsOf([manufacturerFlow()]);
const erased: OrderRef = { tenantId: 'retail', orderId: 'erased-1' };
const other: OrderRef = { tenantId: 'retail', orderId: 'other-2' };
const now = () => nanosFromMillis(Date.now());

function stateOf(ref: OrderRef): OrderState {
  const sinceNanos = now();
  return {
    ...ref,
    flow: 'manufacturer',
    stage: 'SUBMITTED',
    stageSinceNanos: sinceNanos,
    firstSeenNanos: sinceNanos,
    lastSeenNanos: sinceNanos,
    diagnosis: {
      situation: 'stuck',
      code: 'stage_overdue',
      details: { stage: 'SUBMITTED' },
      owner: 'mes-api',
      sinceNanos,
      evidence: [],
      next: [],
    },
  };
}

describe('after an erasure', { timeout: 60_000 }, () => {
  let store: Store;
  let folder: string;
  let erasures: Erasures;

  beforeEach(async () => {
    store = createMemoryStore();
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-erasure-'));
    erasures = new Erasures();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const erase = (target: ErasureTarget) => erasures.run(target, () => store.erase({ target, dryRun: false }));

  it('no webhook is sent that waited, and the others are', async () => {
    const receiver = await startWebhookReceiver();
    const longWaits = { firstMs: 20, longestMs: 20 };
    const webhooks = await openWebhooks({
      store,
      key: Buffer.alloc(32, 5),
      metrics: new Registry(),
      logger,
      dataFolder: folder,
      flows,
      insideHosts: new Set([receiver.host]),
      expectedStage: () => null,
      pace: { item: longWaits, target: longWaits, attemptsAtMost: 10_000 },
    });
    await webhooks.start();
    await expect.poll(() => existsSync(join(folder, 'webhooks', 'cursor.json')), patience).toBe(true);
    erasures.stopping(webhooks);
    await webhooks.subscriptions.create({ tenantId: 'retail', url: receiver.url, milestones: [] }, 'eva');
    receiver.status = 503;
    for (const ref of [erased, other]) {
      const event = { type: 'transition', service: '', stage: 'APPROVED', timeNanos: now(), ...ref } as const;
      const { position } = await store.append(eventBatch([event]));
      await store.saveOrders({ orders: [stateOf(ref)], position });
    }
    webhooks.wake();
    await expect.poll(() => webhooks.deliverer.waiting(), patience).toBe(2);
    await erase({ order: erased });
    const before = receiver.received.length;
    receiver.status = 200;
    await expect.poll(() => webhooks.deliverer.waiting(), patience).toBe(0);
    await webhooks.stop();
    const after = receiver.received.slice(before).map(({ body }) => body);
    expect(after.join()).toContain('other-2');
    expect(after.join()).not.toContain('erased-1');
    const { facts } = await store.facts({ limit: 1000 });
    expect(facts.filter(({ orderId }) => orderId === 'erased-1')).toEqual([]);
    await receiver.close();
  });

  it('no alert names what waited', async () => {
    const sent: Alert[] = [];
    let isUp = false;
    const alerter = new Alerter({
      flows,
      store,
      now,
      logger,
      settings: { channels: [], gatherMs: 0, repeatAfterMs: 0 },
      channels: [
        {
          name: 'ops',
          type: 'webhook',
          situations: ['stuck'],
          certainty: 'likely',
          tenants: [],
          language: 'en',
          deliver: (alert) => {
            if (!isUp) return Promise.resolve({ outcome: 'retry', reason: 'away' });
            sent.push(alert);
            return Promise.resolve({ outcome: 'delivered' });
          },
        },
      ],
      pace: { item: { firstMs: 10, longestMs: 10 }, target: { firstMs: 10, longestMs: 10 } },
    });
    const desk = new ProblemDesk({ store, now });
    const orders = [erased, other].map(stateOf);
    await desk.reconcile(orders.map((order) => ({ ref: order, order })));
    alerter.start();
    erasures.stopping(alerter);
    const tried = () => store.facts({ kinds: ['alert.'], limit: 10 });
    await expect.poll(async () => (await tried()).facts.length, patience).toBeGreaterThan(0);
    await erase({ order: erased });
    isUp = true;
    await expect.poll(() => sent.length, patience).toBe(1);
    await alerter.stop();
    expect(JSON.stringify(sent)).toContain('other-2');
    expect(JSON.stringify(sent)).not.toContain('erased-1');
  });

  it('no span is forwarded that waited for its target', async () => {
    const names: string[] = [];
    let requests = 0;
    let isUp = false;
    const follower = forwarder({
      store,
      flows,
      logger,
      target: {
        name: 'jaeger',
        endpoint: 'http://127.0.0.1:1',
        traces: true,
        logs: false,
        headers: {},
        begin: 'oldest',
        filter: { tenants: undefined, services: undefined, onlyOrders: false, contractOnly: false },
        orderTraces: 'none',
        recordsPerSecond: 1_000_000,
      },
      positions: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
      metrics: forwardMetrics(store.positions, new Registry())('jaeger'),
      send: (_, request) => {
        requests++;
        if (!isUp) return Promise.resolve({ outcome: 'retry', reason: 'away', afterMs: 10 });
        names.push(Buffer.from(request).toString('latin1'));
        return Promise.resolve({ outcome: 'delivered', rejected: 0, message: '' });
      },
    });
    const spans = ['17', '18'].map((orderId) => {
      const one = orderSpan(orderId);
      const attributes = new Map([...one.attributes, ['note', `note of ${orderId}`]]);
      return { ...one, traceId: orderId.padStart(32, '0'), attributes };
    });
    await store.append(decodeTraces(encodeTraces(spans), 'protobuf').batch);
    follower.start();
    erasures.stopping(follower);
    await expect.poll(() => requests, patience).toBeGreaterThan(0);
    await erase({ order: { tenantId: 'retail', orderId: '17' } });
    isUp = true;
    await expect.poll(() => names.length, patience).toBeGreaterThan(0);
    await follower.stop();
    expect(names.join()).toContain('note of 18');
    expect(names.join()).not.toContain('note of 17');
  });

  it('no look is stored that waited to be', async () => {
    const log = new AccessLog({ store, logger, outside: (work) => erasures.outside(work) });
    erasures.onErased((target) => log.forget(target));
    const person: Person = {
      name: 'Ivan P',
      subject: 'ivan',
      roles: ['support'],
      tenantId: undefined,
      scopes: [],
    };
    for (const ref of [erased, other]) log.record({ person, action: 'order_viewed', orders: [ref] });
    await erase({ order: erased });
    await erase({ matching: 'Ivan P' });
    await log.stop();
    const { facts } = await store.facts({ kinds: ['access.'], limit: 10 });
    expect(facts.map(({ orderId, data }) => [orderId, data['name']])).toEqual([['other-2', '******']]);
  });

  it('a running import stores nothing of it', async () => {
    const imports = new Imports();
    erasures.onErased((target) => imports.forget(target));
    imports.begin('i', { log: 'past', dry_run: false, by: 'eva', bytes_total: null });
    const event = (orderId: string, place: number): LogEvent => {
      return { orderId, tenantId: 'retail', activity: 'Check by Ivan', timeNanos: BigInt(place), place };
    };
    const reader: EventLogReader = {
      facts: { format: 'csv', variant: 'CSV', mapping: {} },
      fileBytes: 1,
      async *batches() {
        yield { events: [event('erased-1', 1), event('other-2', 2)], refused: [], bytesRead: 1 };
        await erase({ order: erased });
        await erase({ matching: 'Ivan' });
        yield {
          events: [event('erased-1', 3), event('other-2', 4), event('of Ivan', 5)],
          refused: [],
          bytesRead: 1,
        };
      },
      notes: () => [],
      timeExample: () => undefined,
    };
    const report = await importLog(
      reader,
      {
        ...{ id: 'i', log: 'past', tenantId: 'retail', onError: 'reject' },
        ...{ duplicates: 'refuse', dryRun: false, timeZone: undefined },
      },
      {
        store,
        gate: createGate(defaultPolicy),
        onStep: () => undefined,
        erasures: { outside: (work) => erasures.outside(work), targets: () => imports.erased },
      },
    );
    const events = await store.eventsOfOrders([erased, other, { tenantId: 'retail', orderId: 'of Ivan' }]);
    expect(events).toMatchObject([
      { orderId: 'other-2', stage: 'Check by ****' },
      { orderId: 'other-2', stage: 'Check by ****' },
    ]);
    expect(report.kept).toBe(2);
    expect(JSON.stringify([report.preview, report.activities])).toBe('[[],[]]');
  });
});

describe('an erasure', () => {
  it('runs alone: after the writes that have begun, before the later ones', async () => {
    const erasures = new Erasures();
    const steps: string[] = [];
    let endWrite: () => void = () => undefined;
    const first = erasures.outside(async () => {
      await new Promise<void>((resolve) => (endWrite = resolve));
      steps.push('first write');
    });
    const target = { matching: 'text' };
    const erase = (name: string) => erasures.run(target, () => Promise.resolve(void steps.push(name)));
    const erasing = [erase('one'), erase('two')];
    const later = erasures.outside(() => Promise.resolve(void steps.push('later write')));
    await Promise.resolve();
    expect(steps).toEqual([]);
    endWrite();
    await Promise.all([first, ...erasing, later]);
    expect(steps).toEqual(['first write', 'one', 'two', 'later write']);
  });

  it('lets the parts that send start again when it fails', async () => {
    const erasures = new Erasures();
    const part = { stop: vi.fn(() => Promise.resolve()), start: vi.fn() };
    erasures.stopping(part);
    const failing = erasures.run({ matching: 'text' }, () => {
      expect(part.stop).toHaveBeenCalledOnce();
      expect(part.start).not.toHaveBeenCalled();
      return Promise.reject(new Error('full'));
    });
    await expect(failing).rejects.toThrow('full');
    expect(part.start).toHaveBeenCalledOnce();
    await erasures.outside(() => Promise.resolve());
  });
});
