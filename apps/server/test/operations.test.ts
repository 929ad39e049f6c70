import type { ImportList, OperationsStatus, PinnedOrders } from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, noCoverage } from '@ordertrace/model';
import { decodeTraces, encodeTraces } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import type { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchedMetrics, type ForwardStatus } from '../src/outbound/forward/forward-status.js';
import { createRegistry } from '../src/metrics/index.js';
import { FoldLoop } from '../src/fold/fold-loop.js';
import { createApi } from '../src/api.js';
import { createIngest } from '../src/receive/index.js';
import { ServiceSigns } from '../src/fold/service-signs.js';
import { orderSpan } from './keeping-store.js';

describe('GET /operations', () => {
  let store: Store;
  let api: FastifyInstance;
  let metrics: Registry;
  let signs: ServiceSigns;
  let fold: FoldLoop;
  let targets: ForwardStatus[];
  beforeEach(async () => {
    store = createMemoryStore();
    metrics = createRegistry();
    signs = new ServiceSigns();
    targets = [];
    const flow = manufacturerFlow();
    const logger = pino({ level: 'silent' });
    fold = new FoldLoop({ store, flows: flowsOf([flow]), signs, logger });
    api = await createApi({
      store,
      gate: createGate(defaultPolicy),
      flows: () => flowsOf([flow]),
      coverage: noCoverage,
      logger,
      metrics,
      signs,
      readiness: () => ({}),
      consoleFolder: undefined,
      forwarding: () => targets,
    });
  });
  afterEach(async () => {
    await api.close();
    await fold.stop();
  });

  async function get<T>(path: string): Promise<T> {
    return (await api.inject(`/api/v1${path}`)).json<T>();
  }

  it('counts what was received, kept and refused, and what is still to be folded', async () => {
    const ingest = createIngest({ store, metrics });
    const bytes = encodeTraces([orderSpan('1')]);
    await ingest.ingest({ signal: 'traces', encoding: 'protobuf', bytes });
    await ingest.ingest({ signal: 'traces', encoding: 'protobuf', bytes });
    await ingest.ingest({ signal: 'logs', encoding: 'json', bytes: Buffer.from('{') });
    const status = await get<OperationsStatus>('/operations');
    expect(status).toMatchObject({
      received: [
        { signal: 'traces', received: 2, stored: 1, duplicates: 1, rejected: 0, refused: 0 },
        { signal: 'logs', received: 0, refused: 1 },
      ],
      refusals: [{ signal: 'logs', what: 'requests', reason: 'malformed', count: 1 }],
      bytes_in_flight: 0,
      store: { spans: 1, logs: 0, disk_free_bytes: null },
      forwarding: [],
    });
    expect(status.store.commits_to_fold).toBe(status.store.commits);
    expect(status.store.commits).toBeGreaterThan(0);
  });

  it('tells which applications were heard', async () => {
    const now = BigInt(Date.now()) * 1_000_000n;
    signs.saw('shop-api', now, now);
    signs.saw('mes-api', now, now);
    expect((await get<OperationsStatus>('/operations')).applications).toMatchObject([
      { application_name: 'mes-api', silent: false },
      { application_name: 'shop-api', silent: false },
    ]);
  });

  it('says of a forwarding target whether it keeps up, lags, or takes nothing and why', async () => {
    const nothing = () => undefined;
    const { metrics, status } = watchedMetrics('jaeger', {
      forwarded: nothing,
      failed: nothing,
      reached: nothing,
    });
    const { position } = await store.append(decodeTraces(encodeTraces([orderSpan('1')]), 'protobuf').batch);
    const shown = async () => {
      targets = [status()];
      return (await get<OperationsStatus>('/operations')).forwarding[0]!;
    };
    metrics.reached(store.positions.start);
    expect(await shown()).toMatchObject({
      name: 'jaeger',
      state: 'catching_up',
      lag_commits: 1,
    });
    metrics.failed('ECONNREFUSED');
    expect(await shown()).toMatchObject({ state: 'waiting', reason: 'ECONNREFUSED', failures: 1 });
    metrics.forwarded('traces', 1, 0);
    metrics.reached(position);
    expect(await shown()).toMatchObject({ state: 'up_to_date', reason: null, taken: 1, lag_commits: 0 });
    expect((await shown()).last_taken_at).toMatch(/Z$/);
  });

  it('lists pinned orders with who and why, until they are let go', async () => {
    const order = { tenantId: 'retail', orderId: '48213' };
    const fact = { ...order, actor: 'anna', subject: '', data: { note: 'for the lawyers' } };
    await store.appendFacts([{ ...fact, id: 'a', kind: 'order.pinned', timeNanos: 5n }]);
    expect(await get<PinnedOrders>('/retention/pins')).toMatchObject({
      total: 1,
      pins: [{ tenant_id: 'retail', order_id: '48213', by: 'anna', note: 'for the lawyers' }],
    });
    await store.appendFacts([{ ...fact, id: 'b', kind: 'order.unpinned', timeNanos: 6n }]);
    expect(await get<PinnedOrders>('/retention/pins')).toEqual({ total: 0, pins: [] });
  });

  it('lists imports with who began them and how they ended', async () => {
    const payload = 'order,step,at\n1,CREATED,2026-01-01T00:00:00Z\n';
    const imports = async () => (await get<ImportList>('/imports')).imports;
    const done = api.inject({
      method: 'POST',
      url: '/api/v1/import?log=erp&format=csv&case=order&activity=step&time=at',
      payload,
      headers: { 'content-type': 'text/csv' },
    });
    const expected = { log: 'erp', by: 'local', dry_run: false, events: 1, kept: 1 };
    await vi.waitFor(
      async () => expect(await imports()).toMatchObject([{ ...expected, state: 'counting' }]),
      15_000,
    );
    await store.saveOrders({ orders: [], histories: [], position: await store.positions.latest() });
    await done;
    expect(await imports()).toMatchObject([{ ...expected, state: 'done', counting: null }]);
  });
});
