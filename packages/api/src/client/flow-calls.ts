import type {
  CompareQuery,
  FlowComparison,
  FlowDeviations,
  FlowFilterQuery,
  FlowForecast,
  FlowLeadTime,
  FlowMapView,
  FlowOperations,
  FlowQuery,
  FlowResources,
  FlowSpectrum,
  FlowStages,
  ForecastBackTest,
  ForecastQuery,
  LeadTimeQuery,
  OperationsQuery,
  SpectrumQuery,
  StageSeries,
  StageSeriesQuery,
  Variants,
  VariantsQuery,
} from '../schemas/flow-statistics.js';
import type { Calls, CallOptions } from './send.js';

/** Statistics of process and variants. */
export interface FlowCalls {
  flowMap(query: FlowQuery, options?: CallOptions): Promise<FlowMapView>;
  flowOperations(query: OperationsQuery, options?: CallOptions): Promise<FlowOperations>;
  flowStages(query: FlowQuery, options?: CallOptions): Promise<FlowStages>;
  flowStageSeries(query: StageSeriesQuery, options?: CallOptions): Promise<StageSeries>;
  flowVariants(query: VariantsQuery, options?: CallOptions): Promise<Variants>;
  flowDeviations(query: FlowFilterQuery, options?: CallOptions): Promise<FlowDeviations>;
  flowLeadTime(query: LeadTimeQuery, options?: CallOptions): Promise<FlowLeadTime>;
  flowForecast(query: ForecastQuery, options?: CallOptions): Promise<FlowForecast>;
  flowBackTest(query: FlowFilterQuery, options?: CallOptions): Promise<ForecastBackTest>;
  flowSpectrum(query: SpectrumQuery, options?: CallOptions): Promise<FlowSpectrum>;
  flowComparison(query: CompareQuery, options?: CallOptions): Promise<FlowComparison>;
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
