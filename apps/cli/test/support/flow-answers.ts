const times = { median_ms: 5400_000, p90_ms: 1, mean_ms: 1, min_ms: 1, max_ms: 1, total_ms: 1 };
const map = {
  orders: 2,
  activities: [{ name: 'pay', count: 2, orders: 2, starts: 2, ends: 0, open: 0, working: null }],
  edges: [{ from: 'pay', to: 'ship', count: 2, orders: 2, times, waiting: null, working: null }],
};
const order = { tenant_id: 'acme', order_id: '17' };
const other = { tenant_id: 'acme', order_id: '8' };
const leadTimes = { orders: 1, median_ms: 3600_000, p90_ms: 7200_000 };

/** Answers of the API for each view of `ordertrace flow`. */
export const flowAnswers: Readonly<Record<string, object>> = {
  '/api/v1/flow/map': map,
  '/api/v1/flow/operations': { ...map, looked_at: 21, without_spans: 1, more: true, left_out: 3 },
  '/api/v1/flow/stages': {
    stages: [
      {
        stage: 'ship',
        entered: 5,
        left: 4,
        open: 1,
        times: { ...times, median_ms: 2 * 86_400_000, p90_ms: 180_000, p99_ms: 4000 },
        total_order_days: 12.5,
        rank: 1,
        deadline: '2 days',
        learned: null,
      },
    ],
  },
  '/api/v1/flow/variants': {
    variants: [
      {
        variant: 'ab12',
        activities: ['pay', 'ship'],
        count: 1,
        open: 0,
        share: 0.75,
        median_lead_time_ms: 1000,
        example: order,
      },
    ],
    next: 'c2',
    total: 5,
    orders: 1,
  },
  '/api/v1/flow/deviations': {
    orders: 2,
    deviations: [
      {
        name: 'skipped',
        activities: ['ship'],
        orders: 1,
        share: 0.5,
        examples: [order, other],
        flow: 'shop',
      },
    ],
    unknown: ['refund'],
    variants_left_out: 0,
    profile: [
      { from: 'pay', to: 'ship', count: 2, mean_ms: 1000, deviation_ms: 0.5, unusual: 2, examples: [order] },
      { from: 'ship', to: 'pay', count: 2, mean_ms: 1, deviation_ms: 1, unusual: 0, examples: [] },
    ],
  },
  '/api/v1/flow/lead-time': {
    orders: 1,
    percentiles: { ...leadTimes },
    series: [{ from: '2026-11-23T00:00:00Z', ...leadTimes }],
    by_tenant: [{ tenant_id: 'acme', ...leadTimes }],
    by_variant: [{ variant: 'ab12', ...leadTimes }],
  },
  '/api/v1/flow/compare': {
    orders: { now: 3, before: 0 },
    edges: [
      {
        from: 'pay',
        to: 'ship',
        now: { ...times, median_ms: 2000 },
        before: null,
        now_count: 3,
        before_count: 0,
        difference_ms: null,
        orders: [{ ...order, duration_ms: 2000 }],
      },
    ],
  },
  '/api/v1/flow/resources': {
    resources: [{ resource: 'Olga', count: 4, working_ms: 2000, idle_ms: 3600_000 }],
  },
  '/api/v1/flow/forecast': {
    median_at: '2026-11-30T09:05:00.000000000Z',
    p90_at: '2026-12-02T10:00:00.000000000Z',
    samples: 12,
    stage: 'ship',
    basis: 'all',
  },
};
