export {
  flowAnswers,
  passesFlowFilter,
  type FlowFilter,
  type FlowQuestion,
  type FlowQuestions,
} from './flow-questions.js';
export {
  deviationNames,
  flowDeviations,
  type Deviation,
  type DeviationName,
  type Deviations,
} from './deviations.js';
export type { EdgePassage, EdgeQuery, Spectrum } from './edge-passages.js';
export { flowMap, type FlowMap, type MapActivity, type MapEdge } from './flow-map.js';
export type { BackTest, BackTestStage, Forecast, ForecastQuery } from './forecast.js';
export { intervalStart, seriesIntervals, type SeriesInterval } from './intervals.js';
export { leadTimeVariants, type LeadTimeGroup, type LeadTimePoint, type LeadTimes } from './lead-times.js';
export {
  flowLevels,
  historySpan,
  liveSource,
  orderHistory,
  stepEntry,
  stepWork,
  stepsAtLevel,
  variantId,
  type FlowLevel,
  type FlowStep,
  type OrderHistory,
} from './order-history.js';
export { operationSteps, type OperationSpan } from './operation-steps.js';
export { resourceTimes, type ResourceTime } from './resources.js';
export type { StagePoint, StageStatistics } from './stage-statistics.js';
export { usualDeviations, type ProfilePair } from './temporal-profile.js';
export { quantile, type FullTimes, type Times } from './times.js';
export { examplesKept } from './grouping.js';
export type { Variant, VariantPage } from './variants.js';
