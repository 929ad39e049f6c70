import type { Position } from '../position.js';
import { eventBatch, type OrderEvent } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import type { TelemetryStore } from '../contract.js';
import { foldedChanges } from './answers.js';
import { batchOf, logSample, spanSample, traceText, transitionSample } from './samples.js';
import type { WithStore } from './store-place.js';

const acme = { tenantId: 'acme', orderId: '17' };
const beta = { tenantId: 'beta', orderId: '17' };

export function orderEventContract(withStore: WithStore<TelemetryStore>): void {
  describe('order events', () => {
    givesEvents(withStore);
    tellsTenants(withStore);
  });
  describe('changes', () => returnsChanges(withStore));
}

function givesEvents(withStore: WithStore<TelemetryStore>): void {
  it(
    'come by order, then time, equal ones once, with every field',
    withStore(async (store) => {
      const created = transitionSample({ timeNanos: 10n, actor: 'customer', traceId: traceText(1n) });
      const submitted = transitionSample({ timeNanos: 20n, stage: 'SUBMITTED', previousStage: 'CREATED' });
      const work: OrderEvent = {
        type: 'work_started',
        ...acme,
        timeNanos: 30n,
        service: 'calculation-service',
        traceId: traceText(2n),
        spanId: '00000000000000aa',
        work: 'calculate',
        expectedWithinMs: 60_000,
      };
      const seen: OrderEvent = {
        type: 'attribute',
        ...acme,
        timeNanos: 35n,
        service: 'shop-api',
        traceId: traceText(1n),
        key: 'order.kind',
        value: 'repair',
      };
      const other = transitionSample({ ...beta, timeNanos: 5n });
      await store.append(batchOf({ events: [work, submitted, seen, seen] }));
      await store.append(batchOf({ events: [created, created, other, submitted] }));
      const imported = transitionSample({
        timeNanos: 40n,
        stage: 'make delivery',
        source: 'imported:o2c',
        startNanos: 35n,
        place: 7n,
        resource: 'r1',
      });
      expect(await store.append(eventBatch([imported, created]))).toMatchObject({ events: 1 });
      const own = [created, submitted, work, seen, imported];
      expect(await store.eventsOfOrders([acme])).toEqual(own);
      expect(await store.eventsOfOrders([acme, beta])).toEqual([...own, other]);
      expect(await store.eventsOfOrders([beta, acme])).toEqual([other, ...own]);
      expect(await store.eventsOfOrders([{ tenantId: 'acme', orderId: '1' }])).toEqual([]);
      expect(await store.eventsOfOrders([])).toEqual([]);
    }),
  );

  it(
    'that name no tenant come with the order whose trace they are of, under its tenant',
    withStore(async (store) => {
      const unsaid = transitionSample({ tenantId: '', traceId: traceText(1n) });
      const nowhere = transitionSample({ tenantId: '', timeNanos: 5n, stage: 'SUBMITTED' });
      await store.append(batchOf({ events: [unsaid] }));
      expect(await store.eventsOfOrders([acme])).toEqual([{ ...unsaid, tenantId: 'acme' }]);
      await store.append(batchOf({ spans: [spanSample({ trace: 1n, orders: [beta] })] }));
      await store.append(batchOf({ events: [nowhere] }));
      expect(await store.eventsOfOrders([acme])).toEqual([{ ...nowhere, tenantId: 'acme' }]);
      expect(await store.eventsOfOrders([beta])).toEqual([
        { ...nowhere, tenantId: 'beta' },
        { ...unsaid, tenantId: 'beta' },
      ]);
    }),
  );
}

function tellsTenants(withStore: WithStore<TelemetryStore>): void {
  it(
    'report the tenants of an order id: all that are named, or only the empty one',
    withStore(async (store) => {
      expect(await store.tenantsOfOrder('17')).toEqual([]);
      await store.append(batchOf({ spans: [spanSample({ orders: [{ tenantId: '', orderId: '17' }] })] }));
      expect(await store.tenantsOfOrder('17')).toEqual(['']);
      await store.append(batchOf({ logs: [logSample({ orders: [beta] })] }));
      await store.append(batchOf({ events: [transitionSample()] }));
      expect(await store.tenantsOfOrder('17')).toEqual(['acme', 'beta']);
      expect(await store.tenantsOfOrder('1')).toEqual([]);
      const ids = ['1', '17', ...Array.from({ length: 30 }, (_, i) => `none ${i}`)];
      expect(await store.tenantsOfOrders(ids)).toEqual(
        ids.map((id) => (id === '17' ? ['acme', 'beta'] : [])),
      );
      expect(await store.tenantsOfOrders([])).toEqual([]);
    }),
  );
}

function returnsChanges(withStore: WithStore<TelemetryStore>): void {
  it(
    'name the orders of an append, with first and last time',
    withStore(async (store) => {
      const event = transitionSample({ timeNanos: 7n });
      const first = await store.append(
        batchOf({
          spans: [spanSample({ start: 10n, duration: 5n, orders: [acme, beta] })],
          logs: [logSample({ time: 20n, orders: [acme] })],
          events: [event],
        }),
      );
      const changes = await store.changesAfter({ after: store.positions.start, limit: 10 });
      const byTenant = [...changes].sort((a, b) => (a.order.tenantId < b.order.tenantId ? -1 : 1));
      expect(byTenant).toEqual([
        { position: first.position, order: acme, firstNanos: 7n, lastNanos: 20n },
        { position: first.position, order: beta, firstNanos: 10n, lastNanos: 15n },
      ]);
      expect(await store.changesAfter({ after: first.position, limit: 10 })).toEqual([]);
    }),
  );

  it(
    'come oldest first, of at most the requested number of positions, and continue where the reader stopped',
    withStore(async (store) => {
      const appended: Position[] = [];
      for (let index = 1; index <= 7; index++) {
        const order = { tenantId: 'acme', orderId: `${index}` };
        const orders = [order, { tenantId: 'acme', orderId: 'all' }];
        const spans = [spanSample({ span: BigInt(index), orders })];
        appended.push((await store.append(batchOf({ spans }))).position);
      }
      const after = appended[1] ?? store.positions.start;
      const page = await store.changesAfter({ after, limit: 2 });
      expect(new Set(page.map(({ position }) => position)).size).toBeLessThanOrEqual(2);
      for (const { position } of page) expect(store.positions.distance(after, position)).toBeGreaterThan(0);
      expect(await foldedChanges(store, 2)).toEqual(await foldedChanges(store, 100));
      expect(await foldedChanges(store, 3)).toHaveLength(8);
    }),
  );

  it(
    'leave out duplicates and what names no order',
    withStore(async (store) => {
      const batch = { spans: [spanSample({ orders: [acme] })], events: [transitionSample()] };
      const { position: after } = await store.append(batchOf(batch));
      await store.append(batchOf(batch));
      await store.append(batchOf({ spans: [spanSample({ span: 5n })] }));
      expect(await store.changesAfter({ after, limit: 10 })).toEqual([]);
    }),
  );
}
