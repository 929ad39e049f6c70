import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, nanosFromMillis, type OrderState } from '@ordertrace/model';
import { decodeTraces, encodeTraces } from '@ordertrace/otlp';
import { createMemoryStore } from '@ordertrace/store';
import { describe, expect, it } from 'vitest';
import { BoundedLabel, otherLabel } from '../src/metrics/bounded-label.js';
import { CallMetrics, createRegistry, orderMetrics, plainText } from '../src/metrics/index.js';
import { Recent } from '../src/metrics/recent.js';
import { orderSpan } from './keeping-store.js';

const day = nanosFromMillis(86_400_000);
const nowNanos = 1_795_358_742_027_123_456n;
const flows = () => flowsOf([{ ...manufacturerFlow(), name: 'shop' }]);

function batchOf(...spans: readonly ReturnType<typeof orderSpan>[]) {
  return decodeTraces(encodeTraces(spans), 'protobuf', { receivedNanos: nowNanos }).batch;
}

function state(stage: string, stageSinceNanos: bigint, more: Partial<OrderState> = {}): OrderState {
  return {
    tenantId: 'retail',
    orderId: '1',
    flow: 'shop',
    stage,
    stageSinceNanos,
    firstSeenNanos: 0n,
    lastSeenNanos: 0n,
    ...more,
  };
}

describe('calls', () => {
  it('are counted by service and operation, with errors and a trace as an example', async () => {
    const registry = createRegistry();
    const calls = new CallMetrics(registry);
    calls.saw(batchOf(orderSpan('1'), { ...orderSpan('2'), status: 'error' }));
    const text = await registry.metrics();
    const labels = 'application_name="test",kind="server",operation="POST /orders"'.replace(
      'test',
      'shop-api',
    );
    expect(text).toContain(`ordertrace_call_duration_seconds_count{${labels}} 2`);
    expect(text).toContain(`ordertrace_call_errors_total{${labels}} 1`);
    expect(text).toMatch(/le="0.005",.*# \{trace_id="5b8efff798038103d269b633813fc60c"\} 0.0015/);
  });

  it('with ever new names are counted together beyond a bound', async () => {
    const registry = createRegistry();
    const calls = new CallMetrics(registry);
    const spans = Array.from({ length: 200 }, (_, i) => ({
      ...orderSpan(`${i + 1}`),
      name: `GET /orders/${i}`,
    }));
    calls.saw(batchOf(...spans));
    const text = await registry.metrics();
    const series = text.match(/^ordertrace_call_duration_seconds_count/gm) ?? [];
    expect(series).toHaveLength(61);
    expect(text).toContain(`operation="${otherLabel}"} 140`);
  });
});

describe('orders', () => {
  const watched = () => {
    const registry = createRegistry();
    const store = createMemoryStore();
    return { registry, store, observer: orderMetrics({ store, registry, flows, now: () => nowNanos }) };
  };

  it('leave a stage and end: the time in the stage and the lead time are counted once', async () => {
    const { registry, observer } = watched();
    const packed = state('PACKED', nowNanos - 3n * day, { createdNanos: nowNanos - 9n * day });
    const ended = { createdNanos: nowNanos - 9n * day, closedNanos: nowNanos - day / 2n };
    const closed = state('CLOSED', nowNanos - day / 2n, ended);
    observer.folded(packed, closed);
    observer.folded(closed, closed);
    const text = await registry.metrics();
    expect(text).toContain('ordertrace_stage_duration_seconds_count{flow="shop",stage="PACKED"} 1');
    expect(text).toContain('ordertrace_stage_duration_seconds_sum{flow="shop",stage="PACKED"} 216000');
    expect(text).toContain('ordertrace_order_lead_time_seconds_count{flow="shop",end_stage="CLOSED"} 1');
  });

  it('that ended long ago are history, not news', async () => {
    const { registry, observer } = watched();
    const long = nowNanos - 40n * day;
    observer.folded(undefined, state('CLOSED', long, { createdNanos: long - day, closedNanos: long }));
    expect(await registry.metrics()).not.toContain('ordertrace_order_lead_time_seconds_count{');
  });

  it('are counted by stage and situation, and never named', async () => {
    const { registry, store } = watched();
    await store.saveOrders({ orders: [state('PACKED', 1n)] });
    const text = await registry.metrics();
    expect(text).toContain('ordertrace_orders{flow="shop",stage="PACKED",situation="closed"} 1');
    expect(text).not.toContain('retail');
  });

  it('at risk are counted by stage', async () => {
    const { registry, store } = watched();
    const verdict = { situation: 'on_track', code: 'on_track', sinceNanos: 1n, owner: '' } as const;
    const details = { at_risk: 1, predicted_finish: '2026-11-24T14:00:00Z' };
    const diagnosis = { ...verdict, details, evidence: [], next: [] };
    const safe = { ...state('PACKED', 1n, { diagnosis: { ...diagnosis, details: {} } }), orderId: 'safe' };
    await store.saveOrders({ orders: [state('PACKED', 1n, { diagnosis }), safe] });
    expect(await registry.metrics()).toContain('ordertrace_orders_at_risk{flow="shop",stage="PACKED"} 1');
  });

  it('in ever new stages that the flow does not know are counted together beyond a bound', async () => {
    const { registry, store } = watched();
    const orders = Array.from({ length: 150 }, (_, i) => ({
      ...state(`MADE UP ${i}`, 1n),
      orderId: `unheard of ${i}`,
    }));
    await store.saveOrders({ orders });
    const text = await registry.metrics();
    expect(text.match(/^ordertrace_orders\{/gm)).toHaveLength(101);
    expect(text).toContain(`stage="${otherLabel}",situation="closed"} 50`);
  });

  it('lost on one hop count it once, however often they are looked at', async () => {
    const { registry, observer } = watched();
    const diagnosis: OrderState['diagnosis'] = {
      situation: 'lost',
      code: 'message_not_consumed',
      sinceNanos: 1n,
      owner: 'mes-api',
      next: [],
      details: { destination: 'mes.orders', receiver: 'mes-api' },
      evidence: [{ type: 'hop', traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }],
    };
    const lost = state('SUBMITTED', 1n, { diagnosis });
    observer.folded(state('SUBMITTED', 1n), lost);
    observer.folded(lost, { ...lost, lastSeenNanos: 5n });
    expect(await registry.metrics()).toContain(
      'ordertrace_broken_hops_total{kind="message",destination="mes.orders",receiver="mes-api"} 1',
    );
  });
});

describe('the text', () => {
  it('without OpenMetrics has no exemplars, no end mark, and whole counter names', async () => {
    const registry = createRegistry();
    new CallMetrics(registry).saw(batchOf({ ...orderSpan('1'), name: 'a # {b="c"} 1 1', status: 'error' }));
    const plain = plainText(await registry.metrics());
    expect(plain).toContain('# TYPE ordertrace_call_errors_total counter');
    expect(plain).not.toContain('# EOF');
    expect(plain).not.toContain('trace_id');
    expect(plain).toContain('operation="a # {b=\\"c\\"} 1 1"} 1');
  });
});

it('a bounded label lets known values through and puts later ones together', () => {
  const label = new BoundedLabel(1);
  expect([label.of('a'), label.of('b'), label.of('a')]).toEqual(['a', otherLabel, 'a']);
});

it('what came recently is taken once', () => {
  const recent = new Recent(2);
  expect(['a', 'a', 'b', 'a', 'c', 'd', 'e'].map((text) => recent.add(text))).toEqual([
    ...[true, false, true, false],
    ...[true, true, true],
  ]);
});

const promtool = await promisify(execFile)('promtool', ['--version']).then(
  () => true,
  () => false,
);

it.runIf(promtool)('promtool finds nothing to say against the names', async () => {
  const registry = createRegistry();
  const store = createMemoryStore();
  orderMetrics({ store, registry, flows, now: () => nowNanos });
  new CallMetrics(registry).saw(batchOf(orderSpan('1')));
  const input = plainText(await registry.metrics());
  expect(execFileSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' })).toBe('');
});
