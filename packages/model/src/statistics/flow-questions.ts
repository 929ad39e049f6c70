import type { Situation } from '../orders/order.js';
import type { EpochNanos } from '../time.js';
import {
  edgeSpectrum,
  slowestPassages,
  type EdgePassage,
  type EdgeQuery,
  type Spectrum,
} from './edge-passages.js';
import {
  backTest,
  forecast,
  type BackTest,
  type BackTestQuery,
  type Forecast,
  type ForecastQuery,
} from './forecast.js';
import { flowMap, type FlowMap } from './flow-map.js';
import type { SeriesInterval } from './intervals.js';
import { leadTimes, type LeadTimes } from './lead-times.js';
import { historySpan, liveSource, variantId, type FlowLevel, type OrderHistory } from './order-history.js';
import { resourceTimes, type ResourceTime } from './resources.js';
import { stageSeries, stageStatistics, type StagePoint, type StageStatistics } from './stage-statistics.js';
import { temporalProfile, type ProfilePair } from './temporal-profile.js';
import { flowVariants, type VariantPage } from './variants.js';

/** The orders in a statistic: those for which all given conditions hold. */
export interface FlowFilter {
  /** Range of the order's first time; `toNanos` is exclusive. */
  readonly fromNanos?: EpochNanos;
  readonly toNanos?: EpochNanos;
  readonly tenantId?: string;
  /** Name of the flow. */
  readonly flow?: string;
  /** The order's current or last stage. */
  readonly stage?: string;
  readonly situation?: Situation;
  /** Id of the sequence of its stages (at the level `stage`). */
  readonly variant?: string;
  /** `live`, `imported`, or one log: `imported:` and its name. */
  readonly source?: string;
}

interface Levelled {
  readonly filter: FlowFilter;
  readonly level: FlowLevel;
}

/** Questions to a store about the ways of orders: for each, its parameters and its answer. */
export interface FlowQuestions {
  map: [Levelled, FlowMap];
  stages: [Levelled & { readonly nowNanos: EpochNanos }, readonly StageStatistics[]];
  series: [
    Levelled & {
      readonly nowNanos: EpochNanos;
      readonly activity: string;
      readonly interval: SeriesInterval;
    },
    readonly StagePoint[],
  ];
  variants: [Levelled & { readonly offset: number; readonly limit: number }, VariantPage];
  profile: [Levelled, readonly ProfilePair[]];
  leadTimes: [Levelled & { readonly interval: SeriesInterval }, LeadTimes];
  forecast: [ForecastQuery & { readonly filter: FlowFilter }, Forecast];
  backTest: [BackTestQuery & { readonly filter: FlowFilter }, BackTest];
  spectrum: [EdgeQuery & { readonly filter: FlowFilter }, Spectrum];
  slowest: [EdgeQuery & { readonly filter: FlowFilter }, readonly EdgePassage[]];
  resources: [{ readonly filter: FlowFilter }, readonly ResourceTime[]];
}

export type FlowQuestion = keyof FlowQuestions;

/** The definition of each answer, on the histories that pass its filter. */
export const flowAnswers: {
  readonly [Q in FlowQuestion]: (
    histories: readonly OrderHistory[],
    query: FlowQuestions[Q][0],
  ) => FlowQuestions[Q][1];
} = {
  map: (histories, { level }) => flowMap(histories, level),
  stages: stageStatistics,
  series: stageSeries,
  variants: flowVariants,
  profile: temporalProfile,
  leadTimes,
  forecast,
  backTest,
  spectrum: edgeSpectrum,
  slowest: slowestPassages,
  resources: resourceTimes,
};

/** Whether an order with this history and situation (undefined: none) passes a filter. */
export function passesFlowFilter(
  history: OrderHistory,
  situation: Situation | undefined,
  filter: FlowFilter,
): boolean {
  const { first } = historySpan(history.steps);
  const activities = history.steps.map(({ activity }) => activity);
  return (
    (filter.fromNanos === undefined || first >= filter.fromNanos) &&
    (filter.toNanos === undefined || first < filter.toNanos) &&
    (filter.tenantId === undefined || history.tenantId === filter.tenantId) &&
    (filter.flow === undefined || history.flow === filter.flow) &&
    (filter.stage === undefined || activities.at(-1) === filter.stage) &&
    (filter.situation === undefined || situation === filter.situation) &&
    (filter.variant === undefined || variantId(activities) === filter.variant) &&
    (filter.source === undefined || isOfSource(history.source, filter.source))
  );
}

function isOfSource(source: string, asked: string): boolean {
  return asked === 'imported' ? source !== liveSource : source === asked;
}
