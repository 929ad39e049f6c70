import { describe, expect, it } from 'vitest';
import { all, recordsOf, logBodies, plainSpan, spanBodies } from './answers.js';
import { batchOf, logSample, spanSample, stateSample, traceText, transitionSample } from './samples.js';
import type { WithStore } from './store-place.js';

const order = { tenantId: 'acme', orderId: '17' };
const other = { tenantId: 'acme', orderId: '18' };
const secret = 'ivan@example.com';
const stars = '*'.repeat(secret.length);

export function erasureContract(withStore: WithStore): void {
  describe('erasing a text', () => {
    it(
      'blanks it everywhere, and keeps the records',
      withStore(async (store) => {
        await store.append(
          batchOf({
            spans: [
              spanSample({
                span: 1n,
                orders: [order],
                body: `to ${secret}, and ${encodeURIComponent(secret)}`,
              }),
              spanSample({ span: 2n, orders: [order], name: `mail ${secret}`, body: 'named' }),
              spanSample({ span: 3n, orders: [order], service: `of ${secret}`, body: 'innocent' }),
            ],
            logs: [
              logSample({ orders: [order], body: secret }),
              logSample({ orders: [order], body: 'fine' }),
            ],
            events: [transitionSample({ service: `by ${secret}` })],
          }),
        );
        const counts = { spans: 3, logs: 1, events: 1, orders: 0, facts: 0 };
        expect(await store.erase({ target: { matching: secret }, dryRun: true })).toMatchObject(counts);
        expect(await logBodies(store, order)).toContain(secret);
        expect(await store.erase({ target: { matching: secret }, dryRun: false })).toMatchObject(counts);
        const spans = (await recordsOf(store, order)).spans.map((span) => plainSpan(span));
        expect(spans.map(({ body }) => body)).toEqual([
          `to ${stars}, and ${'*'.repeat(encodeURIComponent(secret).length)}`,
          'named',
          'innocent',
        ]);
        expect(spans[1]?.name).toBe(`mail ${stars}`);
        expect((await logBodies(store, order)).sort()).toEqual([stars, 'fine']);
        expect(await store.services()).toEqual([`of ${stars}`, 'shop-api']);
        expect((await store.eventsOfOrders([order]))[0]?.service).toBe(`by ${stars}`);
        expect(await store.erase({ target: { matching: secret }, dryRun: true })).toMatchObject({
          spans: 0,
          logs: 0,
        });
      }),
    );

    it(
      'takes an order whole whose id holds it',
      withStore(async (store) => {
        const named = { tenantId: 'acme', orderId: `order of ${secret}` };
        await store.append(
          batchOf({
            spans: [spanSample({ orders: [named] }), spanSample({ span: 2n, trace: 2n, orders: [other] })],
          }),
        );
        const report = await store.erase({ target: { matching: secret }, dryRun: false });
        expect(report).toMatchObject({ spans: 1, orders: 1 });
        expect(await store.tenantsOfOrder(named.orderId)).toEqual([]);
        expect(await spanBodies(store, other)).toHaveLength(1);
      }),
    );
  });

  describe('erasing an order', () => {
    it(
      'leaves nothing of it, and all of others',
      withStore(async (store) => {
        await store.append(
          batchOf({
            spans: [
              spanSample({ trace: 1n, span: 1n, orders: [order], body: 'own' }),
              spanSample({ trace: 1n, span: 2n, body: 'own, unnamed' }),
              spanSample({ trace: 2n, span: 3n, orders: [order, other], body: 'of both' }),
              spanSample({ trace: 2n, span: 4n, orders: [other], body: 'other' }),
            ],
            logs: [logSample({ trace: 0n, span: 0n, orders: [order], body: 'line' })],
            events: [transitionSample({ traceId: traceText(1n) }), transitionSample({ orderId: '18' })],
          }),
        );
        await store.saveOrders({ orders: [stateSample(), stateSample({ orderId: '18' })] });
        const fact = { kind: 'note', timeNanos: 1n, actor: 'ann', tenantId: 'acme', subject: '', data: {} };
        await store.appendFacts([
          { id: 'a', orderId: '17', ...fact },
          { id: 'b', orderId: '18', ...fact },
        ]);
        const counts = { spans: 3, logs: 1, events: 1, orders: 1, facts: 1 };
        expect(await store.erase({ target: { order }, dryRun: true })).toMatchObject(counts);
        expect(await store.erase({ target: { order }, dryRun: false })).toMatchObject(counts);
        expect((await recordsOf(store, order)).spans).toEqual([]);
        expect((await recordsOf(store, order)).logs).toEqual([]);
        expect(await all(store.spansOfTrace({ traceId: traceText(1n) }))).toEqual([]);
        expect(await store.eventsOfOrders([order])).toEqual([]);
        expect(await store.tenantsOfOrder('17')).toEqual([]);
        expect(await store.order(order)).toBeUndefined();
        expect((await store.facts({ limit: 9 })).facts.map(({ id }) => id)).toEqual(['b']);
        expect(await spanBodies(store, other)).toEqual(['other']);
        expect(await store.order(other)).toBeDefined();
        expect(await store.eventsOfOrders([other])).toHaveLength(1);
      }),
    );
  });

  describe('erasing a trace', () => {
    it(
      'removes its spans, log records and events, and returns the orders to fold again',
      withStore(async (store) => {
        await store.append(
          batchOf({
            spans: [
              spanSample({ orders: [order] }),
              spanSample({ trace: 2n, span: 2n, orders: [order], body: 'stays' }),
            ],
            logs: [logSample({ orders: [order] })],
            events: [transitionSample({ traceId: traceText(1n) })],
          }),
        );
        const report = await store.erase({ target: { traceId: traceText(1n) }, dryRun: false });
        expect(report).toEqual({ spans: 1, logs: 1, events: 1, orders: 0, facts: 0, refold: [order] });
        expect(await spanBodies(store, order)).toEqual(['stays']);
        expect(await store.eventsOfOrders([order])).toEqual([]);
      }),
    );
  });
}
