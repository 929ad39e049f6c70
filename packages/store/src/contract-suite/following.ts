import { describe, expect, it } from 'vitest';
import type { TelemetryStore } from '../contract.js';
import { followed, plainLog, plainSpan } from './answers.js';
import { batchOf, logSample, spanSample } from './samples.js';
import type { WithStore } from './store-place.js';

const order = { tenantId: 'acme', orderId: '17' };
const plenty = 1 << 20;

export function followingContract(withStore: WithStore<TelemetryStore>): void {
  describe('following what is committed', () => {
    it(
      'tells spans and log records of later commits only, with the orders they name',
      withStore(async (store) => {
        const first = await store.append(batchOf({ spans: [spanSample({ body: 'a', orders: [order] })] }));
        await store.append(
          batchOf({ spans: [spanSample({ body: 'b', orders: [order] })], logs: [logSample()] }),
        );
        const { spans, logs, commit } = await store.telemetryAfter({
          commit: first.commit,
          limitBytes: plenty,
        });
        expect(spans.map((span) => plainSpan(span))).toMatchObject([{ body: 'b', orders: ['acme/17'] }]);
        expect(logs.map((log) => plainLog(log).body)).toEqual(['line']);
        expect(commit).toBeGreaterThan(first.commit);
      }),
    );

    it(
      'stays where it is when nothing is new',
      withStore(async (store) => {
        const empty = { commit: 0n, spans: [], logs: [] };
        expect(await store.telemetryAfter({ commit: 0n, limitBytes: plenty })).toEqual(empty);
        const { commit } = await store.append(batchOf({ spans: [spanSample()] }));
        expect(await store.telemetryAfter({ commit, limitBytes: plenty })).toEqual({ ...empty, commit });
      }),
    );

    it(
      'goes in pieces where there is more than asked for, and misses nothing',
      withStore(async (store) => {
        for (let span = 1n; span <= 20n; span++)
          await store.append(
            batchOf({ spans: [spanSample({ span, body: 'x'.repeat(100), orders: [order] })] }),
          );
        const { spans } = await store.telemetryAfter({ commit: 0n, limitBytes: 500 });
        expect(spans.length).toBeLessThan(20);
        expect(await followed(store, 500)).toHaveLength(20);
      }),
    );
  });
}
