import { deviationNames } from '@ordertrace/model';
import { Type, type Static } from 'typebox';
import { DurationMs, FromTo, ImportCounting, Next, oneOf, orNull, Timestamp } from './shapes.js';

export const Times = Type.Object({
  median_ms: DurationMs,
  p90_ms: DurationMs,
  mean_ms: DurationMs,
  min_ms: DurationMs,
  max_ms: DurationMs,
  total_ms: DurationMs,
});
export type Times = Static<typeof Times>;
export const FullTimes = Type.Interface([Times], {
  p25_ms: DurationMs,
  p75_ms: DurationMs,
  p99_ms: DurationMs,
});
export type FullTimes = Static<typeof FullTimes>;

/** Present while statistics do not count all orders of an import. */
const counting = Type.Optional(ImportCounting);
const count = Type.Integer();
const share = Type.Number({ minimum: 0, maximum: 1 });
export const OrderReference = Type.Object({ tenant_id: Type.String(), order_id: Type.String() });
export type OrderReference = Static<typeof OrderReference>;
const examples = Type.Array(OrderReference);

export const FlowMapView = Type.Object({
  counting,
  orders: count,
  activities: Type.Array(
    Type.Object({
      name: Type.String(),
      count,
      orders: count,
      starts: count,
      ends: count,
      open: count,
      working: orNull(Times, 'From start to end, where intervals are known'),
    }),
  ),
  edges: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      count,
      orders: count,
      times: Times,
      waiting: orNull(Times, 'From the end of the one to the start of the other, where intervals are known'),
      working: orNull(Times, 'From start to end of the other, where intervals are known'),
    }),
  ),
});
export type FlowMapView = Static<typeof FlowMapView>;

/** Map of operations, computed from the spans of the latest orders only. */
export const FlowOperations = Type.Object({
  ...FlowMapView.properties,
  looked_at: Type.Integer({
    description: 'Orders whose spans were read, the latest ones that the filters leave',
  }),
  without_spans: Type.Integer({
    description: 'Of these, those of which no spans of requests or messages are left',
  }),
  more: Type.Boolean({ description: 'The filters leave more orders' }),
  left_out: Type.Integer({
    description: 'Operations beyond the most frequent ones; their edges are left out too',
  }),
});
export type FlowOperations = Static<typeof FlowOperations>;

export const FlowStages = Type.Object({
  counting,
  stages: Type.Array(
    Type.Object({
      stage: Type.String(),
      entered: count,
      left: count,
      open: count,
      times: orNull(FullTimes),
      total_order_days: Type.Number({ description: 'Days that all orders together spent here' }),
      rank: Type.Integer({ description: '1 where most days went' }),
      deadline: orNull(Type.String(), 'As the flow file says it; null too where flows differ in it'),
      learned: orNull(Type.Object({ median_ms: DurationMs, p90_ms: DurationMs, samples: count })),
    }),
  ),
});
export type FlowStages = Static<typeof FlowStages>;

export const StageSeries = Type.Object({
  counting,
  series: Type.Array(
    Type.Object({
      from: Timestamp,
      entered: count,
      median_ms: orNull(DurationMs),
      p90_ms: orNull(DurationMs),
    }),
  ),
});
export type StageSeries = Static<typeof StageSeries>;

export const Variants = Type.Object({
  counting,
  variants: Type.Array(
    Type.Object({
      variant: Type.String(),
      activities: Type.Array(Type.String()),
      count,
      open: count,
      share,
      median_lead_time_ms: orNull(DurationMs),
      example: orNull(OrderReference),
    }),
  ),
  next: Next,
  total: count,
  orders: count,
});
export type Variants = Static<typeof Variants>;

export const FlowDeviations = Type.Object({
  counting,
  orders: Type.Integer({ description: 'Orders that the flow can judge' }),
  deviations: Type.Array(
    Type.Object({
      name: oneOf(deviationNames),
      activities: Type.Array(Type.String()),
      orders: count,
      share,
      examples,
      flow: Type.String({ description: 'The one that judges' }),
    }),
  ),
  unknown: Type.Array(Type.String(), { description: 'Activities that the flow has no stage for' }),
  variants_left_out: Type.Integer({ description: 'The rarest variants, where there are very many' }),
  profile: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      count,
      mean_ms: DurationMs,
      deviation_ms: DurationMs,
      unusual: count,
      examples,
    }),
  ),
});
export type FlowDeviations = Static<typeof FlowDeviations>;

const summary = { orders: count, median_ms: DurationMs, p90_ms: DurationMs };
export const FlowLeadTime = Type.Object({
  counting,
  orders: count,
  percentiles: orNull(FullTimes),
  series: Type.Array(Type.Object({ from: Timestamp, ...summary })),
  by_tenant: Type.Array(Type.Object({ tenant_id: Type.String(), ...summary })),
  by_variant: Type.Array(Type.Object({ variant: Type.String(), ...summary })),
});
export type FlowLeadTime = Static<typeof FlowLeadTime>;

export const FlowForecast = Type.Object({
  counting,
  median_at: orNull(Timestamp, 'null where no order that has ended was where this one is'),
  p90_at: orNull(Timestamp),
  samples: count,
  stage: Type.String(),
  basis: oneOf(['tenant', 'all'], 'Whose orders: the tenant’s, or where these are too few, all'),
});
export type FlowForecast = Static<typeof FlowForecast>;

export const ForecastBackTest = Type.Object({
  counting,
  cut_at: orNull(Timestamp, 'Made from orders that ended before, tried on those that ended after'),
  stages: Type.Array(
    Type.Object({
      stage: Type.String(),
      samples: count,
      tested: count,
      within_median: share,
      within_p90: share,
      median_error_ms: DurationMs,
    }),
  ),
});
export type ForecastBackTest = Static<typeof ForecastBackTest>;

export const FlowSpectrum = Type.Object({
  counting,
  lines: Type.Array(FromTo),
  total: count,
  truncated: Type.Boolean({ description: 'Only every so-manieth line, evenly' }),
});
export type FlowSpectrum = Static<typeof FlowSpectrum>;

export const FlowComparison = Type.Object({
  counting,
  orders: Type.Object({ now: count, before: count }),
  edges: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      now: orNull(Times),
      before: orNull(Times),
      now_count: count,
      before_count: count,
      difference_ms: orNull(Type.Number(), 'Median now less median before'),
      orders: Type.Array(Type.Interface([OrderReference], { duration_ms: DurationMs }), {
        description: 'The slowest of now',
      }),
    }),
    { description: 'What got slower most comes first' },
  ),
});
export type FlowComparison = Static<typeof FlowComparison>;

export const FlowResources = Type.Object({
  counting,
  resources: Type.Array(
    Type.Object({
      resource: Type.String(),
      count,
      working_ms: DurationMs,
      idle_ms: DurationMs,
    }),
  ),
});
export type FlowResources = Static<typeof FlowResources>;
