import type { Changed } from '@ordertrace/api';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guard, localAccess } from '../src/access/index.js';
import { GatheredChanges } from '../src/live/gathered-changes.js';
import { eventRoutes, LiveChanges } from '../src/live/index.js';

const order = (orderId: string, tenantId = 'retail') => ({ tenantId, orderId });

describe('live events', () => {
  let app: FastifyInstance;
  let live: LiveChanges;
  let address: string;

  beforeEach(async () => {
    live = new LiveChanges();
    app = Fastify();
    await guard(app, localAccess);
    await app.register(eventRoutes, {
      prefix: '/api/v1',
      live,
      pace: { everyMs: 5, heartBeatMs: 20 },
    });
    address = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => app.close());

  /** Reads until what came so far is enough. */
  async function heard(
    query: string,
    isEnough: (text: string) => boolean,
    then?: () => void,
  ): Promise<string> {
    const stop = new AbortController();
    const response = await fetch(`${address}/api/v1/events${query}`, { signal: stop.signal });
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    let text = '';
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      if (text === '') then?.();
      text += part;
      if (isEnough(text)) break;
    }
    stop.abort();
    return text;
  }

  it('name the orders that changed, those of one tenant where one is asked for', async () => {
    const text = await heard(
      '?tenant=acme',
      (read) => read.includes('changed'),
      () => {
        live.note({ orders: [order('1')], problems: true });
        live.note({ orders: [order('2', 'acme')], problems: false });
      },
    );
    const data = /event: changed\ndata: (.*)\n\n/.exec(text)?.[1] ?? '{}';
    expect(JSON.parse(data) as Changed).toEqual({
      orders: [{ tenant_id: 'acme', order_id: '2' }],
      more: false,
      problems: false,
    });
  });

  it('send a sign of life while nothing changes', async () => {
    expect(await heard('', (read) => read.split(': still here').length > 2)).not.toContain('changed');
  });

  it('end when the server does, and leave no listener behind', async () => {
    const reading = heard('', () => false);
    await expect.poll(() => live.listeners).toBe(1);
    await app.close();
    await reading;
    expect(live.listeners).toBe(0);
  });
});

describe('gathered changes', () => {
  it('are told once, up to a hundred orders', () => {
    const changes = new GatheredChanges(undefined);
    expect(changes.take()).toBeUndefined();
    for (let i = 0; i < 250; i++) changes.add({ orders: [order(`${i % 120}`)], problems: i === 7 });
    const taken = changes.take();
    expect([taken?.orders.length, taken?.more, taken?.problems]).toEqual([100, true, true]);
    expect(changes.take()).toBeUndefined();
  });
});

it('changes gathered before an erasure name no order; listeners look at everything again', () => {
  const live = new LiveChanges();
  const changes = new GatheredChanges('retail');
  live.listen((note) => changes.add(note));
  live.note({ orders: [order('erased')], problems: false });
  live.forget();
  expect(changes.take()).toEqual({ orders: [], more: true, problems: true });
  expect(changes.take()).toBeUndefined();
});
