import { describe, expect, it } from 'vitest';
import type { Store } from '../contract.js';
import { all, recordsOf, foldedChanges, spanBodies } from './answers.js';
import { factSample } from './facts.js';
import { problemSample, saveSamples } from './problems.js';
import { batchOf, logSample, spanSample, stateSample, traceText, transitionSample } from './samples.js';
import type { StoreContractOptions, StorePlace } from './store-place.js';

const order = { tenantId: 'acme', orderId: '17' };
const batch = {
  spans: [spanSample({ orders: [order] })],
  logs: [logSample({ orders: [order] })],
  events: [transitionSample()],
};

type NewPlace = () => Promise<StorePlace>;

export function durabilityContract(newPlace: NewPlace, { volatile }: StoreContractOptions): void {
  describe('capabilities', () => declaresDurability(newPlace, volatile));
  describe('closing', () => refusesWhenClosed(newPlace));
  if (volatile === undefined) describe('opening again', () => keepsWhatWasThere(newPlace));
}

function declaresDurability(newPlace: NewPlace, volatile: string | undefined): void {
  it('say whether what was acknowledged outlives the process', async () => {
    const place = await newPlace();
    const store = await place.open();
    expect(store.capabilities.durable).toBe(volatile === undefined);
    await store.close();
    await place.remove();
  });
}

function refusesWhenClosed(newPlace: NewPlace): void {
  it('twice is fine, and every call after it is refused as closed', async () => {
    const place = await newPlace();
    const store = await place.open();
    await store.close();
    await store.close();
    for (const call of everyCall(store)) await expect(call()).rejects.toMatchObject({ code: 'closed' });
    await place.remove();
  });
}

function everyCall(store: Store): (() => Promise<unknown>)[] {
  const trace = { traceId: traceText(1n) };
  return [
    () => store.append(batchOf(batch)),
    () => all(store.recordsOfOrders([order])),
    () => store.positions.latest(),
    () => store.positions.read('1'),
    () => all(store.spansOfTrace(trace)),
    () => all(store.logsOfTrace(trace)),
    () => all(store.findSpans({})),
    () => all(store.findLogs({})),
    () => store.telemetryAfter({ after: store.positions.start, limitBytes: 1 }),
    () => store.eventsOfOrders([order]),
    () => store.tenantsOfOrder('17'),
    () => store.changesAfter({ after: store.positions.start, limit: 1 }),
    () => store.saveOrders({ orders: [] }),
    () => store.savedPosition(),
    () => store.order(order),
    () => store.ordersByRef([order]),
    () => store.listOrders({ sort: 'order_id', descending: false, limit: 1 }),
    () => store.countOrders({}),
    () => store.ordersToCheck({ nowNanos: 1n, limit: 1 }),
    () => store.appendFacts([]),
    () => store.facts({ limit: 1 }),
    () => store.saveProblems({ facts: [], problems: [] }),
    () => store.problemsById(['p']),
    () => store.problemsOfOrders([order]),
    () => store.listProblems({ sort: 'since', descending: false, limit: 1 }),
    () => store.listCauses({ limit: 1 }),
    () => store.leadTimes({ ends: [], periods: [] }),
    () => store.unresolvedAt({ moments: [] }),
    () => store.problemHours({ periods: [] }),
    () => store.retain({ rules: [], orders: [], dryRun: true }),
    () => store.erase({ target: { order }, dryRun: true }),
    () => store.services(),
    () => store.operations({ service: 'a' }),
    () => store.tenants(),
    () => store.statistics(),
  ];
}

function keepsWhatWasThere(newPlace: NewPlace): void {
  it('finds everything as it was, and goes on counting', async () => {
    const place = await newPlace();
    const before = await place.open();
    const { position } = await before.append(batchOf(batch));
    await before.saveOrders({ orders: [stateSample()], position });
    await before.appendFacts([factSample()]);
    const problem = problemSample({ id: 'p1', opened: factSample().timeNanos + 1n });
    await saveSamples(before, [problem]);
    const changes = await foldedChanges(before, 10);
    await before.close();

    const after = await place.open();
    expect(await spanBodies(after, order)).toEqual(['attributes']);
    expect((await recordsOf(after, order)).logs).toHaveLength(1);
    expect(await after.eventsOfOrders([order])).toEqual(batch.events);
    expect(await after.savedPosition()).toBe(position);
    expect(await after.positions.latest()).toBe(position);
    expect(await after.positions.read(position)).toBe(position);
    expect(await after.order(order)).toEqual({ ...stateSample(), version: 1 });
    expect(await foldedChanges(after, 10)).toEqual(changes);
    expect(await after.facts({ limit: 5 })).toEqual({ facts: [factSample(), ...problem.facts] });
    expect(await after.problemsById(['p1'])).toEqual([problem]);
    expect(await after.statistics()).toMatchObject({ spans: 1, logs: 1, orders: 1 });
    const next = await after.append(batchOf({ spans: [spanSample({ body: 'new', orders: [order] })] }));
    expect(after.positions.distance(position, next.position)).toBeGreaterThan(0);
    await after.close();
    await place.remove();
  });

  it('still knows what would be a duplicate', async () => {
    const place = await newPlace();
    const before = await place.open();
    await before.append(batchOf(batch));
    await before.close();
    const after = await place.open();
    expect(await after.append(batchOf(batch))).toMatchObject({ spans: 0, logs: 0, duplicates: 2 });
    expect(await spanBodies(after, order)).toEqual(['attributes']);
    await after.close();
    await place.remove();
  });

  it('is refused as locked while it is open, and works once it is closed', async () => {
    const place = await newPlace();
    const store = await place.open();
    await expect(place.open()).rejects.toMatchObject({ code: 'locked' });
    await store.append(batchOf(batch));
    await store.close();
    const again = await place.open();
    expect(await spanBodies(again, order)).toEqual(['attributes']);
    await again.close();
    await place.remove();
  });
}
