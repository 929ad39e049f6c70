import { definedFields } from '@ordertrace/conventions';
import type {
  CompareQuery,
  FlowFilterQuery,
  ImportCounting,
  OperationsQuery,
  SpectrumQuery,
  StageSeriesQuery,
} from '@ordertrace/api';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './client.js';

const countingMs = 1000;

/** Statistics of weeks and months change little in a minute, except while orders of an import are counted. */
const shared = {
  staleTime: ({ state }: AnswerQuery) => (isCounting(state.data) ? 0 : 60_000),
  refetchInterval: ({ state }: AnswerQuery) => (isCounting(state.data) ? countingMs : (false as const)),
  placeholderData: keepPreviousData,
};

interface AnswerQuery {
  readonly state: { readonly data: unknown };
}

function isCounting(answer: unknown): boolean {
  return (answer as { readonly counting?: ImportCounting } | undefined)?.counting !== undefined;
}

export const flowMapQuery = (query: FlowFilterQuery) =>
  queryOptions({
    ...shared,
    queryKey: ['flow-map', query],
    queryFn: ({ signal }) => api.flowMap(query, { signal }),
  });

/** Operations come from spans, so variants and imported orders do not apply. */
export const operationsQuery = ({ from, to, tenant, flow }: OperationsQuery) => {
  const query = {
    ...definedFields({ from, to, tenant, flow }),
  };
  return queryOptions({
    ...shared,
    queryKey: ['flow-operations', query],
    queryFn: ({ signal }) => api.flowOperations(query, { signal }),
  });
};

export const flowStagesQuery = (query: FlowFilterQuery) =>
  queryOptions({
    ...shared,
    queryKey: ['flow-stages', query],
    queryFn: ({ signal }) => api.flowStages(query, { signal }),
  });

export const stageSeriesQuery = (query: StageSeriesQuery) =>
  queryOptions({
    ...shared,
    queryKey: ['flow-stage-series', query],
    queryFn: ({ signal }) => api.flowStageSeries(query, { signal }),
  });

const mostVariants = 12;

export const variantsQuery = (query: FlowFilterQuery) =>
  queryOptions({
    ...shared,
    queryKey: ['flow-variants', query],
    queryFn: ({ signal }) => api.flowVariants({ ...query, limit: mostVariants }, { signal }),
  });

export const deviationsQuery = (query: FlowFilterQuery) =>
  queryOptions({
    ...shared,
    queryKey: ['flow-deviations', query],
    queryFn: ({ signal }) => api.flowDeviations(query, { signal }),
  });

export const leadTimeQuery = (query: FlowFilterQuery) =>
  queryOptions({
    ...shared,
    queryKey: ['flow-lead-time', query],
    queryFn: ({ signal }) => api.flowLeadTime(query, { signal }),
  });

export const comparisonQuery = (query: CompareQuery) =>
  queryOptions({
    ...shared,
    queryKey: ['flow-comparison', query],
    queryFn: ({ signal }) => api.flowComparison(query, { signal }),
  });

/** Upper limit: more lines are one dark surface. */
const mostLines = 3000;

export const spectrumQuery = (query: SpectrumQuery) =>
  queryOptions({
    ...shared,
    queryKey: ['flow-spectrum', query],
    queryFn: ({ signal }) => api.flowSpectrum({ ...query, limit: mostLines }, { signal }),
  });
