import { flowMap, operationSteps, orderHistory, type FlowStep, type SpanKind } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { flow, transition } from './sample-flow.js';
import { history, milli } from './sample-histories.js';

function times(medianMs: number, p90Ms: number, [minMs, maxMs, totalMs]: readonly [number, number, number]) {
  return { medianMs, p90Ms, minMs, maxMs, totalMs };
}

describe('the map of a flow', () => {
  const map = flowMap(
    [
      history('1', 'A@0 B@10 A@30 B@70'),
      history('2', 'A@0 B@40 C@100'),
      history('3', 'A@5', { open: true }),
      history('4', 'B@0 C@20'),
    ],
    'stage',
  );

  it('counts activities, most frequent first, then by name', () => {
    expect(map.orders).toBe(4);
    expect(map.activities).toEqual([
      { name: 'A', count: 4, orders: 3, starts: 3, ends: 1, open: 1, working: null },
      { name: 'B', count: 4, orders: 3, starts: 1, ends: 1, open: 0, working: null },
      { name: 'C', count: 2, orders: 2, starts: 0, ends: 2, open: 0, working: null },
    ]);
  });

  it('counts successions, with the time from one to the next', () => {
    expect(map.edges).toMatchObject([
      {
        ...{ from: 'A', to: 'B', count: 3, orders: 2, waiting: null, working: null },
        times: { medianMs: 40, p90Ms: 40, meanMs: 30, minMs: 10, maxMs: 40, totalMs: 90 },
      },
      {
        ...{ from: 'B', to: 'C', count: 2, orders: 2, waiting: null, working: null },
        times: times(40, 56, [20, 60, 80]),
      },
      {
        ...{ from: 'B', to: 'A', count: 1, orders: 1, waiting: null, working: null },
        times: times(20, 20, [20, 20, 20]),
      },
    ]);
  });

  it('sorts successions of equal count by their names', () => {
    const { edges } = flowMap(
      [history('1', 'B@0 A@1'), history('2', 'A@0 C@1'), history('3', 'A@0 B@1')],
      'stage',
    );
    expect(edges.map(({ from, to }) => from + to)).toEqual(['AB', 'AC', 'BA']);
  });

  it('separates waiting from working where the begin of work is known', () => {
    const [edge, ...more] = flowMap(
      [history('1', 'A@0-10 B@30-70'), history('2', 'A@0-10 B@5-30')],
      'stage',
    ).edges;
    expect(more).toEqual([]);
    expect(edge).toMatchObject({
      times: times(7.5, 17.5, [-5, 20, 15]),
      waiting: times(10, 18, [0, 20, 20]),
      working: times(32.5, 38.5, [25, 40, 65]),
    });
  });

  it('counts live work within the wait for the next stage', () => {
    const { edges, activities } = flowMap([history('1', 'A@0 B@30~100')], 'stage');
    expect(edges).toMatchObject([
      { times: times(100, 100, [100, 100, 100]), waiting: { medianMs: 30 }, working: { medianMs: 70 } },
    ]);
    expect(activities).toMatchObject([
      { name: 'A', working: null },
      { name: 'B', working: { medianMs: 70 } },
    ]);
  });

  it('counts consecutive steps in one service as one, the first', () => {
    const way = history('1', 'A/shop@0 B/shop@10 C/mes@30 D/shop@60');
    expect(flowMap([way], 'service').edges).toMatchObject([
      { from: 'mes', to: 'shop', times: { medianMs: 30 } },
      { from: 'shop', to: 'mes', times: { medianMs: 30 } },
    ]);
  });

  it('is empty without orders', () => {
    expect(flowMap([], 'stage')).toEqual({ orders: 0, activities: [], edges: [] });
  });
});

describe('the operations of an order', () => {
  const operation = (name: string, kind: SpanKind, start: bigint, duration: bigint) => ({
    ...{ service: 'mes', name, kind, startNanos: start, durationNanos: duration },
  });

  it('are its received requests and messages, by start, then end, then name', () => {
    const steps = operationSteps([
      operation('late', 'server', 9n, 1n),
      operation('long', 'consumer', 5n, 4n),
      operation('b', 'consumer', 5n, 1n),
      operation('a', 'server', 5n, 1n),
      operation('inner', 'internal', 5n, 1n),
      operation('call', 'client', 5n, 1n),
      operation('send', 'producer', 5n, 1n),
    ]);
    expect(steps.map(({ activity }) => activity)).toEqual(['mes a', 'mes b', 'mes long', 'mes late']);
    expect(steps[2]).toEqual<FlowStep>({
      activity: 'mes long',
      service: 'mes',
      resource: '',
      startNanos: 5n,
      timeNanos: 9n,
    });
  });
});

describe('the history of an order', () => {
  const events = [
    transition('CREATED', 1n * milli),
    transition('SUBMITTED', 2n * milli, { resource: 'Ann' }),
  ];
  const from = { ref: { tenantId: 'retail', orderId: '48213' }, flow, open: false };

  it('names its flow and source, and who did each step', () => {
    expect(orderHistory({ ...from, events })).toMatchObject({
      ...{ tenantId: 'retail', orderId: '48213', flow: 'sample', source: 'live', open: false },
      steps: [
        { activity: 'CREATED', service: 'shop-api', resource: '' },
        { activity: 'SUBMITTED', service: 'shop-api', resource: 'Ann' },
      ],
    });
  });

  it('is of its log where all of it was imported, and live otherwise', () => {
    const imported = events.map((event) => ({ ...event, source: 'imported:old' }));
    expect(orderHistory({ ...from, events: imported })?.source).toBe('imported:old');
    expect(orderHistory({ ...from, events: [imported[0]!, events[1]!] })?.source).toBe('live');
    const steps = orderHistory({ ...from, events: imported })?.steps;
    expect(steps).toMatchObject([{ resource: '' }, { resource: 'Ann' }]);
    expect(steps?.some((step) => 'startNanos' in step)).toBe(false);
  });

  it('is none where no stage was reported', () => {
    const begun = {
      type: 'work_started',
      work: 'pricing',
      timeNanos: 1n,
      service: 'mes',
      ...from.ref,
    } as const;
    expect(orderHistory({ ...from, events: [begun] })).toBeUndefined();
  });
});
