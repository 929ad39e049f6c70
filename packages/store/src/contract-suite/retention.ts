import { describe, expect, it } from 'vitest';
import type { Keeping, RetentionRequest } from '../retention.js';
import { all, followed, logBodies, spanBodies } from './answers.js';
import {
  batchOf,
  logSample,
  someTime,
  spanSample,
  stateSample,
  traceText,
  transitionSample,
} from './samples.js';
import type { WithStore } from './store-place.js';

const healthy = { tenantId: 'acme', orderId: '17' };
const open = { tenantId: 'acme', orderId: '18' };
const namesake = { tenantId: 'beta', orderId: '17' };

function request(keep: Keeping, more: Partial<RetentionRequest> = {}): RetentionRequest {
  const rules = [
    { name: 'rule', keep },
    { name: 'kept', keep: 'all' as const },
  ];
  return {
    rules,
    orders: [
      [healthy, 0],
      [open, 1],
      [namesake, 1],
    ],
    dryRun: false,
    ...more,
  };
}

/**
 * Order 17: a call to another service, its work there, a line and an event. Order 18: a span. Also a trace
 * without an order.
 */
function orderTelemetry() {
  const orders = [healthy];
  return {
    spans: [
      spanSample({ trace: 1n, span: 1n, kind: 'server', orders, body: 'root' }),
      spanSample({ trace: 1n, span: 2n, parent: 1n, kind: 'client', body: 'call' }),
      spanSample({
        trace: 1n,
        span: 3n,
        parent: 2n,
        kind: 'server',
        service: 'mes-api',
        orders,
        body: 'handling',
      }),
      spanSample({ trace: 1n, span: 4n, parent: 3n, kind: 'client', service: 'mes-api', body: 'query' }),
      spanSample({ trace: 1n, span: 5n, parent: 3n, kind: 'internal', service: 'mes-api', body: 'work' }),
      spanSample({ trace: 2n, span: 6n, kind: 'internal', parent: 9n, orders: [open], body: 'open' }),
      spanSample({ trace: 3n, span: 7n, orders: [], body: 'technical' }),
      spanSample({
        trace: 4n,
        span: 8n,
        kind: 'internal',
        parent: 9n,
        orders: [healthy, open],
        body: 'both',
      }),
    ],
    logs: [
      logSample({ trace: 1n, span: 1n, orders, body: 'line' }),
      logSample({ trace: 1n, span: 1n, orders, eventName: 'order.transition', body: 'event' }),
      logSample({ trace: 0n, span: 0n, orders, body: 'line without trace' }),
      logSample({ trace: 0n, span: 0n, orders: [], body: 'line of nobody' }),
    ],
    events: [transitionSample({ traceId: traceText(1n) })],
  };
}

const telemetry = orderTelemetry();

export function retentionContract(withStore: WithStore): void {
  describe('retention', () => {
    it(
      'leaves of a skeleton the hops, the events and the state',
      withStore(async (store) => {
        await store.append(batchOf(telemetry));
        await store.saveOrders({ orders: [stateSample()] });
        const { removed } = await store.retain(request('skeleton'));
        expect(removed).toMatchObject([{ rule: 'rule', spans: 2, logs: 2, orders: 0 }]);
        expect((await spanBodies(store, healthy)).sort()).toEqual(['both', 'call', 'handling', 'root']);
        expect(await logBodies(store, healthy)).toEqual(['event']);
        expect(await store.eventsOfOrders([healthy])).toHaveLength(1);
        expect(await store.order(healthy)).toEqual({ ...stateSample(), version: 1 });
        expect(await spanBodies(store, open)).toEqual(['open', 'both']);
        expect(await followed(store, 50)).toHaveLength(6 + 2);
        expect(await store.statistics()).toMatchObject({ spans: 6, logs: 2 });
      }),
    );

    it(
      'leaves nothing of an order where nothing is to stay, but what other orders need',
      withStore(async (store) => {
        await store.append(batchOf(telemetry));
        await store.append(
          batchOf({ spans: [spanSample({ trace: 5n, orders: [namesake], body: 'namesake' })] }),
        );
        await store.saveOrders({ orders: [stateSample()] });
        const { removed } = await store.retain(request('nothing'));
        expect(removed).toMatchObject([{ rule: 'rule', spans: 5, logs: 3, orders: 1 }]);
        expect(await all(store.spansOfTrace({ traceId: traceText(1n) }))).toEqual([]);
        expect(await store.eventsOfOrders([healthy])).toEqual([]);
        expect(await store.order(healthy)).toBeUndefined();
        expect(await store.tenantsOfOrder('17')).toEqual(['beta']);
        expect(await spanBodies(store, namesake)).toEqual(['namesake']);
        expect(await all(store.spansOfTrace({ traceId: traceText(4n) }))).toHaveLength(1);
      }),
    );

    it(
      'takes what belongs to no order by its age alone',
      withStore(async (store) => {
        await store.append(batchOf(telemetry));
        await store.append(
          batchOf({ spans: [spanSample({ trace: 6n, start: someTime + 5n, body: 'younger' })] }),
        );
        const { removed } = await store.retain(request('all', { technicalBeforeNanos: someTime + 1n }));
        expect(removed).toMatchObject([{ rule: 'technical', spans: 1, logs: 1, orders: 0 }]);
        expect(await all(store.spansOfTrace({ traceId: traceText(3n) }))).toEqual([]);
        expect(await all(store.spansOfTrace({ traceId: traceText(6n) }))).toHaveLength(1);
        expect(await spanBodies(store, healthy)).toHaveLength(6);
      }),
    );

    it(
      'knows the order of a trace though another batch named it',
      withStore(async (store) => {
        for (let batch = 0; batch < 2; batch++)
          await store.append(
            batchOf({
              spans: [spanSample({ trace: 9n, span: BigInt(batch + 1), orders: batch === 0 ? [] : [open] })],
            }),
          );
        const { removed } = await store.retain(request('nothing', { technicalBeforeNanos: someTime + 1n }));
        expect(removed.filter(({ rule }) => rule === 'technical')).toEqual([]);
        expect(await all(store.spansOfTrace({ traceId: traceText(9n) }))).toHaveLength(2);
      }),
    );

    it(
      'only counts in a dry run, the same as it then takes',
      withStore(async (store) => {
        await store.append(batchOf(telemetry));
        const asked = { technicalBeforeNanos: someTime + 1n };
        const counted = await store.retain(request('nothing', { ...asked, dryRun: true }));
        expect(await spanBodies(store, healthy)).toHaveLength(6);
        const taken = await store.retain(request('nothing', asked));
        const counts = ({ removed }: typeof taken) =>
          removed.map(({ rule, spans, logs, orders }) => ({ rule, spans, logs, orders }));
        expect(counts(taken)).toEqual(counts(counted));
        expect(await store.retain(request('nothing', asked))).toMatchObject({
          removed: [{ orders: 1, spans: 0 }],
        });
      }),
    );

    it(
      'keeps an order that it does not name, and stores late data of a removed one',
      withStore(async (store) => {
        await store.append(batchOf(telemetry));
        await store.retain(request('nothing', { orders: [[open, 0]] }));
        expect(await spanBodies(store, healthy)).toHaveLength(6);
        await store.retain(request('nothing'));
        await store.append(
          batchOf({ spans: [spanSample({ trace: 1n, span: 99n, orders: [healthy], body: 'late' })] }),
        );
        expect(await spanBodies(store, healthy)).toContain('late');
      }),
    );
  });
}
