import type {
  CauseListQuery,
  NumbersQuery,
  ProblemAction,
  ProblemActionBody,
  ProblemActionsBody,
  ProblemListQuery,
} from '@ordertrace/api';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { currentLanguage } from '../language/i18n.js';
import { api } from './client.js';
import { every } from './queries.js';

const often = 20_000;
const seldom = 60_000;

export const causesQuery = (query: CauseListQuery) =>
  queryOptions({
    queryKey: ['causes', query, currentLanguage()],
    queryFn: ({ signal }) => api.causes(query, { signal }),
    refetchInterval: () => every(often),
    placeholderData: keepPreviousData,
  });

export const problemsQuery = (query: ProblemListQuery) =>
  infiniteQueryOptions({
    queryKey: ['problems', query, currentLanguage()],
    queryFn: ({ pageParam, signal }) =>
      api.problems({ ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: () => every(often),
    placeholderData: keepPreviousData,
  });

/** Number of problems that match, without reading them. */
export const problemCountQuery = (query: ProblemListQuery) =>
  queryOptions({
    queryKey: ['problems', 'count', query],
    queryFn: async ({ signal }) => (await api.problems({ ...query, limit: 1 }, { signal })).total,
    refetchInterval: () => every(seldom),
  });

export const numbersQuery = (query: NumbersQuery) =>
  queryOptions({
    queryKey: ['numbers', query],
    queryFn: ({ signal }) => api.numbers(query, { signal }),
    refetchInterval: () => every(seldom),
    placeholderData: keepPreviousData,
  });

/** An action on one problem. It also refreshes the order's page and the lists. */
export function useProblemAction() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: { problemId: string; action: ProblemAction } & ProblemActionBody) =>
      api.actOnProblem(input),
    onSuccess: () => refreshProblems(queries),
  });
}

/** An action on many problems. */
export function useProblemActions() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: ProblemActionsBody) => api.actOnProblems(input),
    onSuccess: () => refreshProblems(queries),
  });
}

const touched = new Set(['problems', 'causes', 'journey', 'numbers']);

function refreshProblems(queries: ReturnType<typeof useQueryClient>): Promise<void> {
  return queries.invalidateQueries({ predicate: ({ queryKey: [kind] }) => touched.has(String(kind)) });
}
