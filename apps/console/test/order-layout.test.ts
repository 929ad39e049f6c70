import type { HopView, TransitionView } from '@ordertrace/api';
import { describe, expect, it } from 'vitest';
import { hopLanes } from '../src/design/hops/hop-lanes.js';
import { serviceColours } from '../src/design/service-colours.js';
import { spanOf, stageStays, stayParts, timeLineScale } from '../src/design/time-line/time-line-layout.js';
import { orderListQuery, readOrdersSearch } from '../src/addresses/orders-search.js';
import { stageCounts, tenantsOf, totalCount } from '../src/design/stages/stage-counts.js';
import { flow } from './fixture/flow.js';
import { stamp } from './fixture/telemetry.js';

const hour = 3_600_000;
const entry = (stage: string, hours: number): TransitionView => ({
  stage,
  previous_stage: null,
  timestamp: stamp(hours * hour),
  actor: null,
  application_name: 'shop-api',
  waits_for: 'customer',
  clocks_disagree: false,
  trace_id: null,
  span_id: null,
});

describe('the stays of an order', () => {
  it('each last until the next stage was entered, in whatever order the transitions came', () => {
    const stays = stageStays([entry('PRICED', 5), entry('CREATED', 0), entry('CLOSED', 30)], {
      now: 0,
      closed: true,
    });
    expect(stays.map(({ stage, from, to, end }) => [stage, (to - from) / 3.6e9, end])).toEqual([
      ['CREATED', 5, false],
      ['PRICED', 25, false],
      ['CLOSED', 0, true],
    ]);
  });

  it('last until now where the order is open, never backwards when clocks differ', () => {
    const [open] = stageStays([entry('CREATED', 2)], { now: 12 * 3.6e9, closed: false });
    expect([open!.open, (open!.to - open!.from) / 3.6e9]).toEqual([true, 10]);
    const [ahead] = stageStays([entry('CREATED', 2)], { now: 0, closed: false });
    expect(ahead!.to).toBe(ahead!.from);
  });

  it('wait for nobody from when the order was lost', () => {
    const trouble = { situation: 'lost', from: 6 * 3.6e9 } as const;
    const stays = stageStays([entry('CREATED', 0), entry('PRICED', 5)], {
      now: 10 * 3.6e9,
      closed: false,
      trouble,
    });
    const told = stays.map((stay) =>
      stayParts(stay).map(({ waits, from, to }) => [waits, (to - from) / 3.6e9]),
    );
    expect(told).toEqual([
      [['customer', 5]],
      [
        ['customer', 1],
        ['lost', 4],
      ],
    ]);
  });

  it('are drawn so that what took longer is wider, and minutes are seen beside weeks', () => {
    const stays = stageStays([entry('A', 0), entry('B', 0.1), entry('C', 24), entry('D', 24 * 14)], {
      now: 0,
      closed: true,
    });
    const span = spanOf(stays)!;
    const scale = timeLineScale(
      span,
      stays.map(({ from }) => ({ from, to: from })),
      true,
    );
    const widths = stays.map(({ from, to }) => scale.place(to) - scale.place(from));
    expect(widths[0]).toBeGreaterThan(0.005);
    expect(widths[1]).toBeGreaterThan(widths[0]!);
    expect(widths[2]).toBeGreaterThan(widths[1]!);
  });
});

describe('lanes', () => {
  const end = (application_name: string, at: number) => ({
    trace_id: 'a'.repeat(32),
    span_id: 'b'.repeat(16),
    application_name,
    name: '',
    timestamp: stamp(at),
    status_code: 'OK',
  });
  const hop = (from: string, to: string | undefined, at: number, destination = 'q'): HopView => ({
    kind: 'message',
    destination,
    message_id: null,
    state: to === undefined ? 'broken' : 'delivered',
    from: end(from, at),
    resent: [],
    to: to === undefined ? [] : [end(to, at + 1)],
    missing: [],
    wait_ms: null,
    due_at: null,
    proof: null,
    dead_letter: null,
  });

  it('stand in the order in which the order came to the services', () => {
    const lanes = hopLanes([hop('mes-api', 'calculation-service', 2), hop('shop-api', 'mes-api', 1)]);
    expect(lanes.services).toEqual(['shop-api', 'mes-api', 'calculation-service']);
    expect(lanes.hops.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('point a broken hop at the service that took from the same queue before', () => {
    const known = hopLanes([hop('a', 'b', 1, 'q'), hop('a', undefined, 2, 'q')]);
    expect(known.hops[1]).toMatchObject({ from: 0, to: 1 });
    expect(hopLanes([hop('a', undefined, 2, 'other')]).hops[0]!.to).toBeUndefined();
  });
});

describe('service colours', () => {
  it('differ within a view, and stay the same beside other services', () => {
    const three = serviceColours(['shop-api', 'mes-api', 'calculation-service']);
    expect(new Set(three.values()).size).toBe(3);
    expect(serviceColours(['mes-api']).get('mes-api')).toBe(three.get('mes-api'));
    expect(serviceColours(Array.from({ length: 30 }, (_, index) => `s${index}`)).size).toBe(30);
  });
});

describe('the address of the list', () => {
  it('means open orders that nobody has left, longest in their stage first, when it says nothing', () => {
    expect(orderListQuery(readOrdersSearch({}))).toEqual({
      open: true,
      abandoned: false,
      sort: 'stage_since',
      limit: 100,
    });
  });

  it('leaves out what it can not mean', () => {
    expect(readOrdersSearch({ situation: 'odd', sort: 'price', show: '1', q: '48', stage: '' })).toEqual({
      q: '48',
    });
  });

  it('asks for closed, or all, or one tenant', () => {
    expect(orderListQuery({ show: 'closed' }).open).toBe(false);
    expect(orderListQuery({ show: 'all', tenant: 'acme' })).not.toHaveProperty('open');
    expect(orderListQuery({ show: 'left' })).toMatchObject({ open: true, abandoned: true });
  });

  it('asks for an age in whole minutes, so that the question stays the same for a while', () => {
    const query = orderListQuery({ age: '1d' }, Date.parse('2026-11-22T10:00:59Z'));
    expect(query.stage_before).toBe('2026-11-21T10:00:00.000Z');
  });
});

describe('counts per stage', () => {
  const counts = {
    counts: [
      {
        tenant_id: 'b',
        stage: 'APPROVED',
        situation: 'stuck' as const,
        count: 2,
        oldest_since: '2026-11-02T00:00:00Z',
      },
      {
        tenant_id: 'a',
        stage: 'APPROVED',
        situation: 'on_track' as const,
        count: 5,
        oldest_since: '2026-11-01T00:00:00Z',
      },
      {
        tenant_id: 'a',
        stage: 'ODD',
        situation: 'lost' as const,
        count: 1,
        oldest_since: '2026-11-05T00:00:00Z',
      },
      { tenant_id: 'a', stage: 'CLOSED', situation: null, count: 9, oldest_since: '2026-11-06T00:00:00Z' },
    ],
  };

  it('come in the order of the flow, strangers last, ends only where orders are', () => {
    const stages = stageCounts(counts, flow).map((each) => each.stage);
    expect(stages.slice(-3)).toEqual(['SHIPPED', 'CLOSED', 'ODD']);
    expect(stages).not.toContain('REJECTED');
  });

  it('sum over tenants, and tell how many need someone', () => {
    const approved = stageCounts(counts, flow).find((each) => each.stage === 'APPROVED')!;
    expect([approved.count, approved.troubled.get('stuck'), approved.troubled.has('failed')]).toEqual([
      7,
      2,
      false,
    ]);
    expect(approved.oldestSince).toBe('2026-11-01T00:00:00Z');
    expect(totalCount(counts).count).toBe(17);
    expect(tenantsOf(counts)).toEqual(['a', 'b']);
  });
});
