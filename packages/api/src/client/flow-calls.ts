import type {
  CompareQuery,
  FlowFilterQuery,
  FlowQuery,
  ForecastQuery,
  LeadTimeQuery,
  OperationsQuery,
  SpectrumQuery,
  StageSeriesQuery,
  VariantsQuery,
} from '../schemas/flow-queries.js';
import type {
  FlowComparison,
  FlowDeviations,
  FlowForecast,
  FlowLeadTime,
  FlowMapView,
  FlowOperations,
  FlowResources,
  FlowSpectrum,
  FlowStages,
  ForecastBackTest,
  StageSeries,
  Variants,
} from '../schemas/flow-statistics.js';
import type { Calls, CallOptions } from './send.js';

/** Statistics of process and variants. */
export interface FlowCalls {
  /**
   * Stages and the transitions between them, with counts and times.
   *
   * @example const { activities, edges } = await api.flowMap({ tenant: 'goldwerk' });
   */
  flowMap(query: FlowQuery, options?: CallOptions): Promise<FlowMapView>;
  /**
   * The operations that orders pass, and the ways between them.
   *
   * @example const { activities } = await api.flowOperations({ from: '2026-11-01T00:00:00Z' });
   */
  flowOperations(query: OperationsQuery, options?: CallOptions): Promise<FlowOperations>;
  /**
   * Usual times in each stage.
   *
   * @example const { stages } = await api.flowStages({ from: '2026-11-01T00:00:00Z' });
   */
  flowStages(query: FlowQuery, options?: CallOptions): Promise<FlowStages>;
  /**
   * Times in one stage by day, week or month.
   *
   * @example const { series } = await api.flowStageSeries({ stage: 'APPROVED', interval: 'week' });
   */
  flowStageSeries(query: StageSeriesQuery, options?: CallOptions): Promise<StageSeries>;
  /**
   * The sequences of stages, most frequent first.
   *
   * @example const { variants } = await api.flowVariants({ limit: 10 });
   */
  flowVariants(query: VariantsQuery, options?: CallOptions): Promise<Variants>;
  /**
   * Orders that left the flow, by kind.
   *
   * @example const { deviations } = await api.flowDeviations({});
   */
  flowDeviations(query: FlowFilterQuery, options?: CallOptions): Promise<FlowDeviations>;
  /**
   * The time from the start to the end of orders.
   *
   * @example const { percentiles } = await api.flowLeadTime({ interval: 'week' });
   */
  flowLeadTime(query: LeadTimeQuery, options?: CallOptions): Promise<FlowLeadTime>;
  /**
   * When an open order is expected to end.
   *
   * @example const { median_at } = await api.flowForecast({ order_id: '48213' });
   */
  flowForecast(query: ForecastQuery, options?: CallOptions): Promise<FlowForecast>;
  /**
   * How right forecasts of closed orders would have been.
   *
   * @example const { stages } = await api.flowBackTest({});
   */
  flowBackTest(query: FlowFilterQuery, options?: CallOptions): Promise<ForecastBackTest>;
  /**
   * Each passage between two stages, by time.
   *
   * @example const { lines } = await api.flowSpectrum({ from_activity: 'APPROVED', to_activity: 'SHIPPED' });
   */
  flowSpectrum(query: SpectrumQuery, options?: CallOptions): Promise<FlowSpectrum>;
  /**
   * Two periods beside each other.
   *
   * @example const { edges } = await api.flowComparison({ with_tenant: 'goldwerk' });
   */
  flowComparison(query: CompareQuery, options?: CallOptions): Promise<FlowComparison>;
  /**
   * Working and idle time of people and machines.
   *
   * @example const { resources } = await api.flowResources({});
   */
  flowResources(query: FlowFilterQuery, options?: CallOptions): Promise<FlowResources>;
}

export function flowCalls(calls: Calls): FlowCalls {
  return {
    flowMap: (query, options) => calls.get('/flow/map', query, options),
    flowOperations: (query, options) => calls.get('/flow/operations', query, options),
    flowStages: (query, options) => calls.get('/flow/stages', query, options),
    flowStageSeries: (query, options) => calls.get('/flow/stages/series', query, options),
    flowVariants: (query, options) => calls.get('/flow/variants', query, options),
    flowDeviations: (query, options) => calls.get('/flow/deviations', query, options),
    flowLeadTime: (query, options) => calls.get('/flow/lead-time', query, options),
    flowForecast: (query, options) => calls.get('/flow/forecast', query, options),
    flowBackTest: (query, options) => calls.get('/flow/forecast/back-test', query, options),
    flowSpectrum: (query, options) => calls.get('/flow/spectrum', query, options),
    flowComparison: (query, options) => calls.get('/flow/compare', query, options),
    flowResources: (query, options) => calls.get('/flow/resources', query, options),
  };
}
