import { describe, expect, it } from 'vitest';
import type { LogQuery, SpanQuery, TelemetryStore } from '../contract.js';
import { all, plainLog, plainSpan } from './answers.js';
import { batchOf, logSample, spanSample } from './samples.js';
import type { WithStore } from './store-place.js';

async function spanNames(store: TelemetryStore, query: SpanQuery): Promise<string[]> {
  return (await all(store.findSpans(query))).map((span) => plainSpan(span).body);
}

async function logNames(store: TelemetryStore, query: LogQuery): Promise<string[]> {
  return (await all(store.findLogs(query))).map((log) => plainLog(log).body);
}

export function searchContract(withStore: WithStore<TelemetryStore>): void {
  describe('searching', () => {
    findsSpans(withStore);
    findsLogs(withStore);
    knowsTheCatalogue(withStore);
  });
}

function findsSpans(withStore: WithStore<TelemetryStore>): void {
  const spans = [
    spanSample({ span: 1n, start: 10n, service: 'a', name: 'x', duration: 5n, body: 'one' }),
    spanSample({
      span: 2n,
      start: 30n,
      service: 'a',
      name: 'y',
      duration: 50n,
      status: 'error',
      body: 'two',
    }),
    spanSample({
      span: 3n,
      start: 20n,
      service: 'b',
      name: 'x',
      duration: 500n,
      status: 'ok',
      body: 'three',
    }),
  ];

  it(
    'finds spans by each thing that can be asked, newest first',
    withStore(async (store) => {
      for (const span of spans) await store.append(batchOf({ spans: [span] }));
      expect(await spanNames(store, {})).toEqual(['two', 'three', 'one']);
      expect(await spanNames(store, { fromNanos: 20n })).toEqual(['two', 'three']);
      expect(await spanNames(store, { toNanos: 20n })).toEqual(['one']);
      expect(await spanNames(store, { service: 'a' })).toEqual(['two', 'one']);
      expect(await spanNames(store, { name: 'x' })).toEqual(['three', 'one']);
      expect(await spanNames(store, { service: 'a', name: 'x' })).toEqual(['one']);
      expect(await spanNames(store, { status: 'error' })).toEqual(['two']);
      expect(await spanNames(store, { minDurationNanos: 50n })).toEqual(['two', 'three']);
      expect(await spanNames(store, { maxDurationNanos: 50n })).toEqual(['two', 'one']);
      expect(await spanNames(store, { service: 'c' })).toEqual([]);
    }),
  );

  it(
    'finds spans by texts in body, resource and scope, up to a number of searched spans',
    withStore(async (store) => {
      for (const span of spans) await store.append(batchOf({ spans: [span] }));
      expect(await spanNames(store, { texts: ['scope'] })).toEqual(['two', 'three', 'one']);
      expect(await spanNames(store, { texts: ['on'] })).toEqual(['one']);
      expect(await spanNames(store, { texts: ['resource of b'] })).toEqual(['three']);
      expect(await spanNames(store, { texts: ['hre', 'of b', 'scope'] })).toEqual(['three']);
      expect(await spanNames(store, { texts: ['two', 'of b'] })).toEqual([]);
      expect(await spanNames(store, { texts: ['scope'], service: 'a' })).toEqual(['two', 'one']);
      expect(await spanNames(store, { texts: ['on'], mostSearched: 2 })).toEqual([]);
      expect(await spanNames(store, { texts: ['on'], mostSearched: 3 })).toEqual(['one']);
      expect(await spanNames(store, { texts: ['two'], mostSearched: 1 })).toEqual(['two']);
      expect(await spanNames(store, { texts: [], mostSearched: 1 })).toHaveLength(3);
    }),
  );

  it(
    'lets a reader stop in the middle',
    withStore(async (store) => {
      const many = Array.from({ length: 500 }, (_, index) =>
        spanSample({ span: BigInt(index + 1), start: BigInt(index), body: `body ${index}` }),
      );
      await store.append(batchOf({ spans: many }));
      const seen: string[] = [];
      for await (const span of store.findSpans({})) {
        seen.push(plainSpan(span).body);
        if (seen.length === 3) break;
      }
      expect(seen).toEqual(['body 499', 'body 498', 'body 497']);
      expect(await all(store.findSpans({}))).toHaveLength(500);
    }),
  );
}

function findsLogs(withStore: WithStore<TelemetryStore>): void {
  it(
    'finds log records by each thing that can be asked, newest first',
    withStore(async (store) => {
      await store.append(
        batchOf({
          logs: [
            logSample({ time: 10n, service: 'a', severity: 9, body: 'one' }),
            logSample({ time: 30n, service: 'a', severity: 17, body: 'two' }),
            logSample({ time: 20n, service: 'b', severity: 0, eventName: 'order.transition', body: 'three' }),
          ],
        }),
      );
      expect(await logNames(store, {})).toEqual(['two', 'three', 'one']);
      expect(await logNames(store, { fromNanos: 20n, toNanos: 30n })).toEqual(['three']);
      expect(await logNames(store, { service: 'a' })).toEqual(['two', 'one']);
      expect(await logNames(store, { minSeverity: 10 })).toEqual(['two']);
      expect(await logNames(store, { eventName: 'order.transition' })).toEqual(['three']);
      expect(await logNames(store, { eventName: 'order.work_started' })).toEqual([]);
    }),
  );
}

function knowsTheCatalogue(withStore: WithStore<TelemetryStore>): void {
  it(
    'knows services, operations and tenants',
    withStore(async (store) => {
      await store.append(
        batchOf({
          spans: [
            spanSample({ span: 1n, service: 'b', name: 'y', kind: 'client' }),
            spanSample({ span: 2n, service: 'b', name: 'x', kind: 'server' }),
            spanSample({ span: 3n, service: 'b', name: 'x', kind: 'client' }),
            spanSample({ span: 4n, service: 'b', name: 'x', kind: 'client', body: 'again' }),
            spanSample({ span: 5n, service: 'a', name: 'z', orders: [{ tenantId: 'beta', orderId: '1' }] }),
          ],
          logs: [logSample({ service: 'c', orders: [{ tenantId: 'acme', orderId: '1' }] })],
        }),
      );
      await store.append(batchOf({ spans: [spanSample({ orders: [{ tenantId: '', orderId: '2' }] })] }));
      expect(await store.services()).toEqual(['a', 'b', 'c', 'shop-api']);
      expect(await store.operations({ service: 'b' })).toEqual([
        { name: 'x', kind: 'client' },
        { name: 'x', kind: 'server' },
        { name: 'y', kind: 'client' },
      ]);
      expect(await store.operations({ service: 'c' })).toEqual([]);
      expect(await store.tenants()).toEqual(['acme', 'beta']);
    }),
  );
}
