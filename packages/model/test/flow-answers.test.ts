import {
  flowAnswers,
  leadTimeVariants,
  passesFlowFilter,
  quantile,
  variantId,
  type FlowFilter,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at } from './sample-flow.js';
import { history, milli, ref } from './sample-histories.js';

const stage = { filter: {}, level: 'stage' } as const;
const day = 86_400_000;

describe('the times of stages', () => {
  const histories = [
    history('1', 'A@0 B@10 C@110'),
    history('2', 'A@0 B@30'),
    history('3', 'A@50', { open: true }),
    history('4', 'D@0 A@20-40 C@60', { open: true }),
  ];
  const nowNanos = 150n * milli;

  it('are the stays of orders that left, and of open ones so far, longest in total first', () => {
    const statistics = flowAnswers.stages(histories, { ...stage, nowNanos });
    expect(statistics.map(({ stage, entered, left, open }) => [stage, entered, left, open])).toEqual([
      ['A', 4, 3, 1],
      ['B', 2, 1, 0],
      ['C', 2, 0, 1],
      ['D', 1, 1, 0],
    ]);
    expect(statistics.map(({ times }) => times?.totalMs)).toEqual([10 + 30 + 100 + 40, 100, 90, 20]);
    expect(statistics[0]?.times).toMatchObject({ medianMs: 35, minMs: 10, maxMs: 100, meanMs: 45 });
    expect(statistics[0]?.times).toMatchObject({ p25Ms: 25, p75Ms: 55 });
    expect(statistics[0]?.times?.p99Ms).toBeCloseTo(98.2);
  });

  it('are none where an order ended, and stages of equal total are sorted by name', () => {
    const statistics = flowAnswers.stages([history('1', 'B@0 A@5 C@10')], { ...stage, nowNanos });
    expect(statistics.map(({ stage, times }) => [stage, times?.totalMs])).toEqual([
      ['A', 5],
      ['B', 5],
      ['C', undefined],
    ]);
    expect(statistics[2]).toMatchObject({ entered: 1, left: 0, open: 0, times: null });
  });

  it('are not negative for an order that entered its stage after now', () => {
    const [only] = flowAnswers.stages([history('1', 'A@200', { open: true })], { ...stage, nowNanos });
    expect(only?.times).toMatchObject({ minMs: 0, maxMs: 0 });
  });

  it('are a series by the interval of entry', () => {
    const series = flowAnswers.series(
      [
        history('1', `B@${2 * day} C@${2 * day + 10}`),
        history('2', `B@0 C@40`),
        history('3', `B@1 C@21`),
        history('4', `B@${day}`),
      ],
      { ...stage, nowNanos, activity: 'B', interval: 'day' },
    );
    expect(series).toEqual([
      { fromNanos: 0n, entered: 2, medianMs: 30, p90Ms: 38 },
      { fromNanos: BigInt(day) * milli, entered: 1, medianMs: null, p90Ms: null },
      { fromNanos: BigInt(2 * day) * milli, entered: 1, medianMs: 10, p90Ms: 10 },
    ]);
  });
});

describe('lead times', () => {
  const leadTimes = (histories: Parameters<typeof flowAnswers.leadTimes>[0]) =>
    flowAnswers.leadTimes(histories, { ...stage, interval: 'month' });

  it('are from the first to the last step of ended orders', () => {
    const times = leadTimes([
      history('1', 'A@10 B@20 C@110'),
      history('2', 'A@0 B@40', { tenantId: 'beta' }),
      history('3', 'A@0 B@20'),
      history('4', 'A@0 B@5', { open: true }),
    ]);
    expect(times).toMatchObject({ orders: 3, times: { medianMs: 40, minMs: 20, maxMs: 100 } });
    expect(times.byTenant).toEqual([
      { name: 'acme', orders: 2, medianMs: 60, p90Ms: 92 },
      { name: 'beta', orders: 1, medianMs: 40, p90Ms: 40 },
    ]);
    expect(times.byVariant).toEqual([
      { name: variantId(['A', 'B']), orders: 2, medianMs: 30, p90Ms: 38 },
      { name: variantId(['A', 'B', 'C']), orders: 1, medianMs: 100, p90Ms: 100 },
    ]);
  });

  it('begin with the start of the first interval and end with the latest end', () => {
    const step = (activity: string, start: number, end: number) => ({
      ...{ activity, service: '', resource: '' },
      startNanos: BigInt(start) * milli,
      timeNanos: BigInt(end) * milli,
    });
    const steps = [step('A', 10, 30), step('B', 40, 500), step('C', 50, 100)];
    const orders = [history('1', 'A@0', { steps })];
    expect(leadTimes(orders).times).toMatchObject({ medianMs: 490 });
    const page = flowAnswers.variants(orders, { ...stage, offset: 0, limit: 1 });
    expect(page.variants).toMatchObject([{ medianLeadTimeMs: 490 }]);
  });

  it.each([
    ['day', '2026-11-25T00:00:00Z'],
    ['week', '2026-11-23T00:00:00Z'],
    ['month', '2026-11-01T00:00:00Z'],
  ] as const)('are counted by the %s in which orders ended', (interval, from) => {
    const end = Number(at('2026-11-25T23:59:59Z') / milli);
    const { series } = flowAnswers.leadTimes(
      [history('1', `A@${end - 50} B@${end}`), history('2', `A@0 B@10`)],
      { ...stage, interval },
    );
    expect(series).toMatchObject([
      { orders: 1 },
      { fromNanos: at(from), orders: 1, medianMs: 50, p90Ms: 50 },
    ]);
  });

  it.each([
    ['2026-11-23T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['2026-11-22T23:59:59Z', '2026-11-16T00:00:00Z'],
    ['1969-12-31T23:59:59.9999Z', '1969-12-29T00:00:00Z'],
  ])('are in the week that begins on a Monday: %s', (time, from) => {
    const timeNanos = at(time.replace('.9999', '')) + (time.includes('.') ? 999_900_000n : 0n);
    const steps = [{ activity: 'A', service: 'a', resource: '', timeNanos }];
    const { series } = flowAnswers.leadTimes([history('1', 'A@0', { steps })], {
      ...stage,
      interval: 'week',
    });
    expect(series[0]?.fromNanos).toBe(at(from));
  });

  it('are given for the most frequent variants only, and groups of equal size by name', () => {
    const many = Array.from({ length: leadTimeVariants + 1 }, (_, i) =>
      history(`${i}`, `A@0 B${i}@1`, { tenantId: `t${i}` }),
    );
    const { byVariant, byTenant } = leadTimes([...many].reverse());
    expect(byVariant).toHaveLength(leadTimeVariants);
    expect(byTenant.map(({ name }) => name)).toEqual(many.map(({ tenantId }) => tenantId).sort());
  });

  it('are none without ended orders', () => {
    expect(leadTimes([history('1', 'A@0', { open: true })])).toEqual({
      ...{ orders: 0, times: null, series: [], byTenant: [], byVariant: [] },
    });
  });
});

describe('variants', () => {
  const histories = [
    history('3', 'A@0 B@10'),
    history('1', 'A@0 B@30'),
    history('2', 'A@0 B@99', { open: true }),
    history('4', 'A@0 B@20'),
    history('5', 'A@0'),
    history('6', 'A@0 C@1', { open: true }),
    history('7', 'A@0 C@1', { open: true }),
  ];

  it('are the ways that orders take, most frequent first, each with examples', () => {
    const { variants, total, orders } = flowAnswers.variants(histories, { ...stage, offset: 0, limit: 10 });
    expect([total, orders]).toEqual([3, 7]);
    expect(variants).toEqual([
      {
        variant: variantId(['A', 'B']),
        ...{ activities: ['A', 'B'], count: 4, open: 1, medianLeadTimeMs: 20 },
        examples: [ref('1'), ref('2'), ref('3')],
      },
      {
        variant: variantId(['A', 'C']),
        ...{ activities: ['A', 'C'], count: 2, open: 2, medianLeadTimeMs: null },
        examples: [ref('6'), ref('7')],
      },
      {
        variant: variantId(['A']),
        activities: ['A'],
        count: 1,
        open: 0,
        medianLeadTimeMs: 0,
        examples: [ref('5')],
      },
    ]);
  });

  it('come in pages', () => {
    const page = flowAnswers.variants(histories, { ...stage, offset: 1, limit: 1 });
    expect(page).toMatchObject({ total: 3, orders: 7, variants: [{ activities: ['A', 'C'] }] });
  });

  it('of equal size are sorted by id', () => {
    const { variants } = flowAnswers.variants(
      ['A', 'B', 'C', 'D', 'E'].map((name) => history(name, `${name}@0`)),
      { ...stage, offset: 0, limit: 10 },
    );
    const ids = variants.map(({ variant }) => variant);
    expect(ids).toEqual([...ids].sort());
  });

  it.each([
    [[], '1aee8d83c14d9671'],
    [['A'], 'eec20dd7441173ad'],
    [['A', 'B'], '2b285adfebba9685'],
    [['AB'], '099969ff37929906'],
    [['B', 'A'], '13f058f30b4f8846'],
    [['Заказ'], 'deb49ba0284606cb'],
  ])('have an id that is the same in each store and version: %j', (activities, id) => {
    expect(variantId(activities)).toBe(id);
  });
});

describe('passages of an edge', () => {
  const edge = { filter: {}, level: 'stage', fromActivity: 'A', toActivity: 'B', limit: 2 } as const;
  const histories = [
    history('2', 'A@0 B@30'),
    history('1', 'A@0 B@10 A@20 B@50'),
    history('3', 'C@0 B@90'),
    history('4', 'A@0-5 B@25-90'),
    history('5', 'A@0 C@1 B@99'),
  ];

  it('are lines by begin, then end, sampled evenly above the limit', () => {
    const lines = (limit: number) => {
      const { lines, total } = flowAnswers.spectrum(histories, { ...edge, limit });
      return [total, ...lines.map(([from, to]) => [Number(from / milli), Number(to / milli)])];
    };
    expect(lines(9)).toEqual([4, [0, 10], [0, 30], [5, 25], [20, 50]]);
    expect(lines(4)).toEqual([4, [0, 10], [0, 30], [5, 25], [20, 50]]);
    expect(lines(3)).toEqual([4, [0, 10], [5, 25]]);
    expect(lines(1)).toEqual([4, [0, 10]]);
  });

  it('are sorted by time, slowest first, then by order', () => {
    expect(flowAnswers.slowest(histories, edge)).toEqual([
      { ...ref('1'), fromNanos: 20n * milli, toNanos: 50n * milli },
      { ...ref('2'), fromNanos: 0n, toNanos: 30n * milli },
    ]);
    expect(flowAnswers.slowest(histories, { ...edge, limit: 9 }).map(({ orderId }) => orderId)).toEqual([
      ...['1', '2', '4', '1'],
    ]);
    const services = { ...edge, level: 'service', fromActivity: 'a', toActivity: 'b' } as const;
    expect(flowAnswers.slowest(histories, services)).toHaveLength(2);
  });
});

describe('forecasts', () => {
  const past = [
    history('1', 'A@0 B@10 C@110'),
    history('2', 'A@0 B@20 C@220'),
    history('3', 'A@0 B@30 X@60'),
    history('4', 'A@0 B@10 A@50 B@90 C@190'),
    history('5', 'A@0 B@500', { open: true }),
  ];
  const forecast = (activity: string, ageMs: bigint, ends: readonly string[] = []) =>
    flowAnswers.forecast(past, { filter: {}, activity, ageNanos: ageMs * milli, ends });

  it('are the remaining times of ended orders that stayed as long', () => {
    expect(forecast('B', 0n)).toEqual({ samples: 4, medianMs: 100, p90Ms: 170 });
    expect(forecast('B', 100n)).toEqual({ samples: 3, medianMs: 0, p90Ms: 80 });
    expect(forecast('B', 101n)).toEqual({ samples: 1, medianMs: 99, p90Ms: 99 });
    expect(forecast('B', 201n)).toEqual({ samples: 0, medianMs: null, p90Ms: null });
  });

  it('count only orders with one of the wanted ends', () => {
    expect(forecast('B', 0n, ['X'])).toEqual({ samples: 1, medianMs: 30, p90Ms: 30 });
    expect(forecast('B', 0n, ['X', 'C']).samples).toBe(4);
  });

  it('count the last stay of an order in the stage, and no end stage', () => {
    expect(forecast('A', 31n)).toEqual({ samples: 1, medianMs: 109, p90Ms: 109 });
    expect(forecast('C', 0n).samples).toBe(0);
  });

  it('are tested on orders that ended later than those they are made from', () => {
    const hour = 3_600_000;
    const orders = [10, 20, 30, 40, 30, 50, 15, 20].map((stay, i) =>
      history(`${i}`, `A@${i * hour} B@${i * hour + 1} C@${i * hour + stay}`),
    );
    const { cutNanos, stages } = flowAnswers.backTest(orders, { filter: {}, ends: [], ownSamples: 20 });
    expect(cutNanos).toBe(BigInt(4 * hour + 30) * milli);
    expect(stages).toEqual([
      { stage: 'A', samples: 4, tested: 4, withinMedian: 0.5, withinP90: 0.75, medianErrorMs: 7.5 },
      { stage: 'B', samples: 4, tested: 4, withinMedian: 0.5, withinP90: 0.75, medianErrorMs: 7.5 },
    ]);
  });

  it('are not tested where one side of the cut has no order, nor on open orders and other ends', () => {
    const test = (histories: Parameters<typeof flowAnswers.backTest>[0], ends: readonly string[] = []) =>
      flowAnswers.backTest(histories, { filter: {}, ends, ownSamples: 20 });
    expect(test([])).toEqual({ stages: [] });
    expect(test([history('1', 'A@0 B@1', { open: true })])).toEqual({ stages: [] });
    expect(test([history('1', 'A@0 B@1')])).toEqual({ cutNanos: milli, stages: [] });
    const both = [history('1', 'A@0 B@10'), history('2', 'A@0 X@20'), history('3', 'A@0 B@30')];
    expect(test(both, ['B'])).toMatchObject({
      cutNanos: 30n * milli,
      stages: [{ stage: 'A', samples: 1, tested: 1 }],
    });
  });

  it('are tested as they are given: from the tenant’s orders of the flow, or from all where it has few', () => {
    const orders = (tenantId: string, stays: readonly number[], more = {}) =>
      stays.map((stay, i) =>
        history(`${tenantId}${i}`, `A@${i * 1000} B@${i * 1000 + stay}`, { tenantId, ...more }),
      );
    const slow = orders('slow', [100, 100, 100, 100]);
    const quick = orders('quick', [10, 10, 10, 10]);
    const other = orders('other', [500, 500, 500, 500], { flow: 'repairs' });
    const result = (ownSamples: number, testedTenantId?: string) =>
      flowAnswers.backTest([...slow, ...quick, ...other], {
        ...{ filter: {}, ends: [], ownSamples },
        ...(testedTenantId === undefined ? {} : { testedTenantId }),
      }).stages[0];
    expect(result(2)).toMatchObject({ tested: 6, withinMedian: 1, medianErrorMs: 0 });
    expect(result(3, 'quick')).toMatchObject({ tested: 2, withinMedian: 1, medianErrorMs: 45 });
    expect(result(2, 'quick')).toMatchObject({ samples: 6, tested: 2, medianErrorMs: 0 });
  });

  it('are tested for the most tested stages first, then by name', () => {
    const orders = [
      history('1', 'B@0 A@1 X@2 C@4'),
      history('2', 'B@10 A@11 C@15'),
      history('3', 'B@10 A@11 X@12 C@16'),
    ];
    const { stages } = flowAnswers.backTest(orders, { filter: {}, ends: [], ownSamples: 20 });
    expect(stages.map(({ stage, tested }) => [stage, tested])).toEqual([
      ['A', 2],
      ['B', 2],
      ['X', 1],
    ]);
  });
});

describe('the temporal profile', () => {
  it('has each pair of activities, with its mean and deviation', () => {
    const pairs = flowAnswers.profile([history('1', 'A@0 B@10 C@30'), history('2', 'A@0 B@30')], stage);
    expect(pairs).toEqual([
      { from: 'A', to: 'B', count: 2, meanMs: 20, deviationMs: 10, unusual: 0, examples: [] },
      { from: 'A', to: 'C', count: 1, meanMs: 30, deviationMs: 0, unusual: 0, examples: [] },
      { from: 'B', to: 'C', count: 1, meanMs: 20, deviationMs: 0, unusual: 0, examples: [] },
    ]);
  });

  it('names orders with unusual times, furthest first, each once', () => {
    const usual = Array.from({ length: 60 }, (_, i) => history(`usual-${i}`, 'A@0 B@100'));
    const unusual = [
      history('x', 'A@0 B@1100'),
      history('z', 'A@0 B@1200'),
      history('y', 'A@0 B@1100'),
      history('w', 'A@0 B@1050'),
    ];
    const [pair] = flowAnswers.profile([...usual, ...unusual], stage);
    expect(pair).toMatchObject({ count: 64, unusual: 4, examples: [ref('z'), ref('x'), ref('y')] });
    const [twice] = flowAnswers.profile([...usual, history('t', 'A@0 B@1100 A@2000 B@3100')], stage);
    expect(twice?.examples).toEqual([ref('t')]);
  });

  it('counts services as activities at their level', () => {
    expect(
      flowAnswers.profile([history('1', 'A/x@0 B/x@10 C/y@30')], { filter: {}, level: 'service' }),
    ).toMatchObject([{ from: 'x', to: 'y', meanMs: 30 }]);
  });
});

describe('the times of resources', () => {
  const at = (resource: string, from: bigint, to: bigint) => ({
    ...{ activity: 'A', service: 'a', resource, startNanos: from * milli, timeNanos: to * milli },
  });

  it('are its working and idle times, longest idle first, then by name', () => {
    const steps = [
      at('Ann', 100n, 110n),
      at('Ann', 0n, 10n),
      at('Ann', 5n, 40n),
      at('Ann', 6n, 20n),
      at('Bob', 0n, 10n),
      at('Bob', 100n, 110n),
      at('Al', 0n, 10n),
    ];
    const instant = { activity: 'A', service: 'a', resource: 'Eve', timeNanos: 1n };
    const nobody = at('', 0n, 10n);
    expect(
      flowAnswers.resources([history('1', 'A@0', { steps: [...steps, instant, nobody] })], { filter: {} }),
    ).toEqual([
      { resource: 'Bob', count: 2, workingMs: 20, idleMs: 90 },
      { resource: 'Ann', count: 4, workingMs: 50, idleMs: 60 },
      { resource: 'Al', count: 1, workingMs: 10, idleMs: 0 },
    ]);
  });

  it('are sorted by name where equally idle', () => {
    const steps = [at('Bob', 0n, 10n), at('Ann', 0n, 10n)];
    const times = flowAnswers.resources([history('1', 'A@0', { steps })], { filter: {} });
    expect(times.map(({ resource }) => resource)).toEqual(['Ann', 'Bob']);
  });
});

describe('the filter of a statistic', () => {
  const order = history('1', 'A@10 B@20', { flow: 'retail', source: 'imported:old' });

  it.each<[FlowFilter, boolean]>([
    [{}, true],
    [{ fromNanos: 10n * milli }, true],
    [{ fromNanos: 10n * milli + 1n }, false],
    [{ toNanos: 10n * milli + 1n }, true],
    [{ toNanos: 10n * milli }, false],
    [{ tenantId: 'acme' }, true],
    [{ tenantId: 'beta' }, false],
    [{ flow: 'retail' }, true],
    [{ flow: 'sample' }, false],
    [{ stage: 'B' }, true],
    [{ stage: 'A' }, false],
    [{ situation: 'stuck' }, true],
    [{ situation: 'slow' }, false],
    [{ variant: variantId(['A', 'B']) }, true],
    [{ variant: variantId(['A']) }, false],
    [{ source: 'imported:old' }, true],
    [{ source: 'imported:new' }, false],
    [{ source: 'imported' }, true],
    [{ source: 'live' }, false],
    [{ stage: 'B', flow: 'sample' }, false],
  ])('%o passes an order: %s', (filter, passes) => {
    expect(passesFlowFilter(order, 'stuck', filter)).toBe(passes);
  });

  it('counts live orders as not imported', () => {
    expect(passesFlowFilter(history('1', 'A@0'), undefined, { source: 'imported' })).toBe(false);
  });
});

describe('quantiles', () => {
  it.each([
    [[], 0.5, 0],
    [[7], 0.9, 7],
    [[0, 10], 0.25, 2.5],
    [[0, 10, 20], 0.5, 10],
    [[0, 10, 20], 1, 20],
    [[0, 10, 20], 0, 0],
  ])('of %j at %d: %d', (sorted, share, value) => {
    expect(quantile(sorted, share)).toBe(value);
  });
});
