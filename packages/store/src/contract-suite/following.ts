import { describe, expect, it } from 'vitest';
import type { TelemetryStore } from '../contract.js';
import type { Position } from '../position.js';
import { followed, plainLog, plainSpan } from './answers.js';
import { batchOf, logSample, spanSample } from './samples.js';
import type { WithStore } from './store-place.js';

const order = { tenantId: 'acme', orderId: '17' };
const plenty = 1 << 20;

export function followingContract(withStore: WithStore<TelemetryStore>): void {
  describe('following what is appended', () => {
    it(
      'returns later spans and log records only, with the orders they name',
      withStore(async (store) => {
        const first = await store.append(batchOf({ spans: [spanSample({ body: 'a', orders: [order] })] }));
        await store.append(
          batchOf({ spans: [spanSample({ body: 'b', orders: [order] })], logs: [logSample()] }),
        );
        const { spans, logs, position } = await store.telemetryAfter({
          after: first.position,
          limitBytes: plenty,
        });
        expect(spans.map((span) => plainSpan(span))).toMatchObject([{ body: 'b', orders: ['acme/17'] }]);
        expect(logs.map((log) => plainLog(log).body)).toEqual(['line']);
        expect(store.positions.distance(first.position, position)).toBeGreaterThan(0);
      }),
    );

    it(
      'stays where it is when nothing is new',
      withStore(async (store) => {
        const nothingAfter = async (after: Position) =>
          expect(await store.telemetryAfter({ after, limitBytes: plenty })).toEqual({
            position: after,
            spans: [],
            logs: [],
          });
        await nothingAfter(store.positions.start);
        const { position } = await store.append(batchOf({ spans: [spanSample()] }));
        await nothingAfter(position);
      }),
    );

    it(
      'comes in pieces where there is more than asked for, and misses nothing',
      withStore(async (store) => {
        for (let span = 1n; span <= 20n; span++)
          await store.append(
            batchOf({ spans: [spanSample({ span, body: 'x'.repeat(100), orders: [order] })] }),
          );
        const { spans } = await store.telemetryAfter({ after: store.positions.start, limitBytes: 500 });
        expect(spans.length).toBeLessThan(20);
        expect(await followed(store, 500)).toHaveLength(20);
      }),
    );
  });
}
