import { createHash } from 'node:crypto';
import {
  assembleJourney,
  foldOrder,
  orderTrace,
  orderTraceIds,
  stageVisits,
  type Span,
  type Transition,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, ref, second, transition, way } from './sample-flow.js';
import { coverage, plan, sentBy, span } from './sample-order.js';

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();
const start = at('2026-11-23T08:00:00Z');

function traceOf(transitions: readonly Transition[], nowNanos = start + 9n * hour): readonly Span[] {
  const seen = { firstSeenNanos: start, lastSeenNanos: start + 30n * second };
  const state = foldOrder({ ref, events: transitions, flow, nowNanos, ...seen });
  const visits = stageVisits(flow, transitions);
  const technical = [span('POST /orders', start), span('POST /claim', start + 4n * hour + second)];
  const { traces } = assembleJourney({ ref, events: [], spans: technical, flow, coverage, nowNanos });
  return orderTrace({ state, visits, traces, flow, environment: 'test', sha256 });
}

const healthy = way.map(([stage, service], i) => transition(stage, start + BigInt(i) * hour, { service }));

describe('an order as one trace', () => {
  it.each([
    ['all zeros, which are no valid id', [0], '0'.repeat(31) + '1', '0'.repeat(15) + '1'],
    ['zeros at its end', [1, 0], '01' + '0'.repeat(30), '0'.repeat(15) + '1'],
    [
      'zeros at its begin',
      [...Array<number>(15).fill(0), 7, 0, 0, 0, 0, 0, 0, 0, 9],
      '0'.repeat(31) + '7',
      '0'.repeat(15) + '9',
    ],
  ])('has valid ids also where the hash has %s', (_, hash, traceId, rootSpanId) => {
    const bytes = Uint8Array.from({ length: 32 }, (_, i) => hash[i] ?? 0);
    expect(orderTraceIds(ref, () => bytes)).toEqual({ traceId, rootSpanId });
  });

  it('has ids that depend on tenant and order alone', () => {
    const ids = orderTraceIds(ref, sha256);
    expect(orderTraceIds({ ...ref }, sha256)).toEqual(ids);
    expect(ids.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(ids.rootSpanId).toMatch(/^[0-9a-f]{16}$/);
    expect(orderTraceIds({ ...ref, tenantId: 'other' }, sha256).traceId).not.toBe(ids.traceId);
    const [part, whole] = [traceOf(healthy.slice(0, 3)), traceOf(healthy)];
    expect(part.map(({ spanId }) => spanId)).toEqual(whole.slice(0, 4).map(({ spanId }) => spanId));
  });

  it('has a root as long as the order took, and under it a span per stage, end to end', () => {
    const [root, ...stages] = traceOf(healthy);
    expect(root).toMatchObject({
      name: 'order',
      startNanos: start,
      durationNanos: 8n * hour,
      status: 'unset',
    });
    expect(stages.map(({ name }) => name)).toEqual(way.map(([stage]) => stage));
    for (const [i, stage] of stages.entries()) {
      expect(stage.parentSpanId).toBe(root!.spanId);
      expect(stage.startNanos).toBe(start + BigInt(i) * hour);
      expect(stage.durationNanos).toBe(stage.name === 'CLOSED' ? 0n : hour);
      expect(stage.attributes.get('order_id')).toBe(ref.orderId);
    }
    expect(new Set([root, ...stages].map((one) => one!.traceId)).size).toBe(1);
  });

  it('links each stage to the technical traces that began in it', () => {
    const links = new Map(traceOf(healthy).map(({ name, links: all }) => [name, all.length]));
    expect(links.get('CREATED')).toBe(1);
    expect(links.get('IN_PRODUCTION')).toBe(1);
    expect(links.get('SHIPPED')).toBe(0);
  });

  it('marks an order in a bad situation, and the stage it is in', () => {
    const [root, created, submitted] = traceOf(healthy.slice(0, 2));
    expect(root).toMatchObject({ status: 'error', statusMessage: 'stage_overdue' });
    expect(created?.status).toBe('unset');
    expect(submitted).toMatchObject({ name: 'SUBMITTED', status: 'error' });
  });
});

describe('the journey of an order', () => {
  it('brings stages, hops, traces and work together', () => {
    const { spans, events } = sentBy({ ...plan, startNanos: start, join: 'link' });
    const nowNanos = start + 2n * hour;
    const journey = assembleJourney({ ref, events, spans, flow, coverage, nowNanos });
    expect(journey.transitions.map(({ transition: { stage }, waitsFor }) => [stage, waitsFor])).toEqual([
      ['CREATED', 'customer'],
      ['SUBMITTED', 'machine'],
      ['PRICED', 'customer'],
    ]);
    expect(journey.hops.map(({ destination, state }) => [destination, state])).toEqual([
      ['orders.submitted', 'delivered'],
      ['calculations.requested', 'delivered'],
      ['calculations.done', 'delivered'],
      ['orders.priced', 'delivered'],
    ]);
    expect(journey.work).toMatchObject([{ work: 'calculation', status: 'unset' }]);
    expect(journey.work[0]?.endedNanos).toBeDefined();
    expect(journey.traces).toHaveLength(8);
    expect(journey.errors).toEqual([]);
  });
});
