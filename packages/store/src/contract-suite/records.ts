import { describe, expect, it } from 'vitest';
import type { OrderRecords, TelemetryStore } from '../contract.js';
import { all, plainLog, plainSpan } from './answers.js';
import { batchOf, logSample, spanSample, transitionSample } from './samples.js';
import type { WithStore } from './store-place.js';

const acme = { tenantId: 'acme', orderId: '17' };
const beta = { tenantId: 'beta', orderId: '17' };
const other = { tenantId: 'acme', orderId: '18' };
const unknown = { tenantId: 'acme', orderId: '19' };

export function recordContract(withStore: WithStore<TelemetryStore>): void {
  describe('the records of several orders', () => {
    readsOrders(withStore);
    readsParts(withStore);
  });
}

function readsOrders(withStore: WithStore<TelemetryStore>): void {
  it(
    'come with one call, each order once, in the order asked',
    withStore(async (store) => {
      const created = transitionSample({ ...other, timeNanos: 7n });
      await store.append(
        batchOf({
          spans: [
            spanSample({ trace: 1n, span: 2n, start: 2n, body: 'two' }),
            spanSample({ trace: 1n, span: 1n, start: 1n, orders: [acme], body: 'one' }),
            spanSample({ trace: 2n, orders: [other], body: 'other' }),
          ],
          logs: [
            logSample({ trace: 1n, body: 'line' }),
            logSample({ trace: 0n, span: 0n, orders: [other], body: 'outside' }),
          ],
          events: [created],
        }),
      );
      const asked = [other, unknown, acme, { ...other, stage: 'CREATED' }];
      const found = await all(store.recordsOfOrders(asked));
      expect(found.map(plainRecords)).toEqual([
        { order: other, events: [created], spans: ['other'], logs: ['outside'] },
        { order: unknown, events: [], spans: [], logs: [] },
        { order: acme, events: [], spans: ['one', 'two'], logs: ['line'] },
      ]);
      expect(await all(store.recordsOfOrders([]))).toEqual([]);
    }),
  );

  it(
    'come whole where an order has very many',
    withStore(async (store) => {
      const many = Array.from({ length: 3000 }, (_, i) => i);
      const [few, next] = [
        spanSample({ trace: 1n, orders: [other] }),
        spanSample({ trace: 3n, orders: [beta] }),
      ];
      await store.append(
        batchOf({
          spans: [
            few,
            next,
            ...many.map((i) => spanSample({ trace: 2n, span: BigInt(i + 9), orders: [acme] })),
          ],
          logs: many.map((i) => logSample({ trace: 2n, time: BigInt(i + 1) })),
        }),
      );
      const found = await all(store.recordsOfOrders([other, acme, beta]));
      expect(found.map(({ order, spans, logs }) => [order, spans.length, logs.length])).toEqual([
        [other, 1, 0],
        [acme, 3000, 3000],
        [beta, 1, 0],
      ]);
      expect(new Set(found[1]?.spans.map(({ spanId }) => spanId)).size).toBe(3000);
    }),
  );
}

function readsParts(withStore: WithStore<TelemetryStore>): void {
  it(
    'may be left before the end',
    withStore(async (store) => {
      const spans = Array.from({ length: 2000 }, (_, i) =>
        spanSample({ span: BigInt(i + 1), orders: [acme] }),
      );
      await store.append(batchOf({ spans: [...spans, spanSample({ trace: 2n, orders: [other] })] }));
      for await (const { spans: found } of store.recordsOfOrders([other, acme])) {
        expect(found).toHaveLength(1);
        break;
      }
      expect((await all(store.recordsOfOrders([acme])))[0]?.spans).toHaveLength(2000);
    }),
  );
}

function plainRecords({ order, events, spans, logs }: OrderRecords) {
  return {
    order,
    events,
    spans: spans.map((span) => plainSpan(span).body),
    logs: logs.map((log) => plainLog(log).body),
  };
}
