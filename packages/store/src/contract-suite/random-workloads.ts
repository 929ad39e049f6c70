import { spanKinds, spanStatuses, type OrderEvent, type OrderRef } from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpanQuery, Store } from '../contract.js';
import { createMemoryStore } from '../memory/memory-store.js';
import { all, recordsOf, followed, foldedChanges, plainLog, plainSpan, recordText } from './answers.js';
import { batchOf, traceText, type BatchSample, type LogSample, type SpanSample } from './samples.js';
import type { StoreContractOptions, StorePlace } from './store-place.js';

const orderIds = ['17', '18', '9'];
const tenantIds = ['', 'acme', 'beta'];
const orderRefs: OrderRef[] = orderIds.flatMap((orderId) =>
  tenantIds.map((tenantId) => ({ tenantId, orderId })),
);
const traces = [1n, 2n, 3n, 4n, 5n];
const services = ['shop-api', 'mes-api'];
const names = ['x', 'y', 'ж'];

const anyOrders = fc.subarray(orderRefs, { maxLength: 2 });
const anyTime = fc.bigInt({ min: -3n, max: 20n });
const anyTraced = {
  trace: fc.constantFrom(...traces),
  span: fc.bigInt({ min: 1n, max: 20n }),
  service: fc.constantFrom(...services),
  orders: anyOrders,
  body: fc.string({ maxLength: 3 }),
};
const anySpan: fc.Arbitrary<SpanSample> = fc.record({
  ...anyTraced,
  parent: fc.bigInt({ min: 0n, max: 20n }),
  start: anyTime,
  duration: fc.bigInt({ min: 0n, max: 9n }),
  kind: fc.constantFrom(...spanKinds),
  status: fc.constantFrom(...spanStatuses),
  name: fc.constantFrom(...names),
  statusCode: fc.constantFrom('', '200', 'OK'),
});
const anyLog: fc.Arbitrary<LogSample> = fc.record({
  ...anyTraced,
  trace: fc.constantFrom(0n, ...traces),
  time: anyTime,
  severity: fc.nat({ max: 24 }),
  eventName: fc.constantFrom('', 'order.transition'),
});
const anyEvent: fc.Arbitrary<OrderEvent> = fc
  .record({
    order: fc.constantFrom(...orderRefs),
    timeNanos: anyTime,
    stage: fc.constantFrom('CREATED', 'PRICED'),
    trace: fc.constantFrom(0n, ...traces),
    imported: fc.option(
      fc.record({
        source: fc.constant('imported:log'),
        startNanos: anyTime,
        place: fc.bigInt({ min: 0n, max: 3n }),
        resource: fc.constantFrom('r1', 'r2'),
      }),
      { nil: {} },
    ),
  })
  .map(({ order, timeNanos, stage, trace, imported }) => ({
    type: 'transition',
    ...order,
    timeNanos,
    stage,
    service: 'shop-api',
    ...(trace === 0n ? {} : { traceId: traceText(trace) }),
    ...imported,
  }));

type Entry = { readonly span: SpanSample } | { readonly log: LogSample } | { readonly event: OrderEvent };

const anyEntries: fc.Arbitrary<Entry[]> = fc.array(
  fc.oneof(
    anySpan.map((span) => ({ span })),
    anyLog.map((log) => ({ log })),
    anyEvent.map((event) => ({ event })),
  ),
  { maxLength: 60 },
);

/** The entries once, in one sequence. Then some of them twice, shuffled and cut into batches. */
const anyWorkload = anyEntries.chain((entries) =>
  fc.record({
    entries: fc.constant(entries),
    repeated: fc
      .subarray(entries)
      .chain((again) =>
        fc.shuffledSubarray([...entries, ...again], { minLength: entries.length + again.length }),
      ),
    cuts: fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 5 }),
    reopenAfter: fc.nat({ max: 8 }),
  }),
);

const queries: SpanQuery[] = [
  {},
  { service: 'mes-api', fromNanos: 3n },
  { name: 'ж', toNanos: 12n },
  { status: 'error', minDurationNanos: 2n },
  { service: 'shop-api', name: 'x', maxDurationNanos: 5n },
];

function sampleOf(entries: readonly Entry[]): BatchSample {
  return {
    spans: entries.flatMap((entry) => ('span' in entry ? [entry.span] : [])),
    logs: entries.flatMap((entry) => ('log' in entry ? [entry.log] : [])),
    events: entries.flatMap((entry) => ('event' in entry ? [entry.event] : [])),
  };
}

/** Batches of the sizes `cuts`, repeated until all entries are used. */
function cut(entries: readonly Entry[], cuts: readonly number[]): Entry[][] {
  const batches: Entry[][] = [];
  for (let start = 0; start < entries.length;) {
    const end = start + (cuts[batches.length % cuts.length] ?? 1);
    batches.push(entries.slice(start, end));
    start = end;
  }
  return batches;
}

export function randomWorkloadContract(
  newPlace: () => Promise<StorePlace>,
  { volatile, workloads = 15 }: StoreContractOptions,
): void {
  describe('random workloads', () => {
    it('shuffled, split and repeated, give the answers of the memory store that saw all once', async () => {
      await fc.assert(
        fc.asyncProperty(anyWorkload, async ({ entries, repeated, cuts, reopenAfter }) => {
          const oracle = createMemoryStore();
          await oracle.append(batchOf(sampleOf(entries)));
          const place = await newPlace();
          let store = await place.open();
          for (const [index, batch] of cut(repeated, cuts).entries()) {
            await store.append(batchOf(sampleOf(batch)));
            if (index !== reopenAfter || volatile !== undefined) continue;
            await store.close();
            store = await place.open();
          }
          expect(await answers(store)).toEqual(await answers(oracle));
          await store.close();
          await place.remove();
        }),
        { numRuns: workloads },
      );
    }, 120_000);
  });
}

async function answers(store: Store) {
  const { spans, logs } = await store.statistics();
  return {
    spans,
    logs,
    orders: await Promise.all(orderRefs.map((order) => orderAnswer(store, order))),
    traces: await Promise.all(traces.map((trace) => traceAnswer(store, traceText(trace)))),
    found: await Promise.all(queries.map((query) => texts(store.findSpans(query), plainSpan))),
    lines: await texts(store.findLogs({ minSeverity: 9 }), plainLog),
    tenants: await Promise.all(orderIds.map((orderId) => store.tenantsOfOrder(orderId))),
    allTenants: await store.tenants(),
    services: await store.services(),
    operations: await store.operations({ service: 'mes-api' }),
    changes: await foldedChanges(store, 3),
    followed: await followed(store, 40),
  };
}

async function orderAnswer(store: Store, order: OrderRef) {
  const { spans, logs } = await recordsOf(store, order);
  return {
    order,
    spans: spans.map((span) => recordText(plainSpan(span))),
    logs: logs.map((log) => recordText(plainLog(log))),
    events: await store.eventsOfOrders([order]),
  };
}

async function traceAnswer(store: Store, traceId: string) {
  return {
    spans: await texts(store.spansOfTrace({ traceId }), plainSpan),
    logs: await texts(store.logsOfTrace({ traceId }), plainLog),
  };
}

/** Sorted, because equal times and IDs have no defined sequence. */
async function texts<T>(stream: AsyncIterable<T>, plain: (item: T) => unknown): Promise<string[]> {
  return (await all(stream)).map((item) => recordText(plain(item))).sort();
}
