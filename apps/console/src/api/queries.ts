import { ApiError, type OrderCountsQuery, type OrderKey, type OrderListQuery } from '@ordertrace/api';
import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryCache,
  QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { currentLanguage } from '../language/i18n.js';
import { api } from './client.js';
import { liveState } from './live.js';
import { goToSignIn } from './signed-in.js';

const second = 1000;
/** Refresh intervals while the server does not report changes. Milliseconds. */
const refresh = { list: 15 * second, order: 20 * second };
/** Factor of the intervals while it does: ages and deadlines change without an event. */
const liveFactor = 8;

/** Milliseconds until the next automatic refresh; false while the page is paused. */
export function every(millis: number): number | false {
  switch (liveState()) {
    case 'paused':
      return false;
    case 'live':
      return millis * liveFactor;
    case 'away':
      return millis;
  }
}

export function consoleQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: goToSignIn }),
    defaultOptions: {
      queries: {
        staleTime: 5 * second,
        retry: (failures, error) => isPassing(error) && failures < 2,
        // Unreachable data is polled; a refusal is final.
        refetchInterval: (query) => (isPassing(query.state.error) ? 10 * second : false),
      },
    },
  });
}

function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'unreachable' || error.status >= 500);
}

// The language is part of each key with sentences in its answer.
export const ordersQuery = (query: OrderListQuery) =>
  infiniteQueryOptions({
    queryKey: ['orders', query, currentLanguage()],
    queryFn: ({ pageParam, signal }) =>
      api.orders({ ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: () => every(refresh.list),
    placeholderData: keepPreviousData,
  });

export const orderCountsQuery = (query: OrderCountsQuery) =>
  queryOptions({
    queryKey: ['order-counts', query],
    queryFn: ({ signal }) => api.orderCounts(query, { signal }),
    refetchInterval: () => every(refresh.list),
    placeholderData: keepPreviousData,
  });

export const journeyQuery = (key: OrderKey) =>
  queryOptions({
    queryKey: ['journey', key.orderId, key.tenantId ?? '', currentLanguage()],
    queryFn: ({ signal }) => api.journey(key, { signal }),
    refetchInterval: (query) =>
      query.state.data?.order.closed_at === null || isPassing(query.state.error)
        ? every(refresh.order)
        : false,
  });

export const orderQuery = (key: OrderKey) =>
  queryOptions({
    queryKey: ['journey', key.orderId, key.tenantId ?? '', currentLanguage(), 'order alone'],
    queryFn: ({ signal }) => api.order(key, { signal }),
    refetchInterval: () => every(refresh.order),
  });

/** Prefetches an order and its journey, before a page needs them. */
export function askForOrder(queries: QueryClient, key: OrderKey): void {
  // The page shows the error: it runs the same query.
  void queries.query(orderQuery(key)).catch(() => undefined);
  void queries.query(journeyQuery(key)).catch(() => undefined);
}

export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ['trace', traceId],
    queryFn: ({ signal }) => api.trace(traceId, { signal }),
  });

/** One flow; by default the default flow. */
export const flowQuery = (name?: string) =>
  queryOptions({
    queryKey: ['flow', name ?? ''],
    queryFn: ({ signal }) => api.flow(name, { signal }),
    staleTime: 5 * 60 * second,
  });

/** All flows that orders follow. */
export const flowsQuery = () =>
  queryOptions({
    queryKey: ['flows'],
    queryFn: ({ signal }) => api.flows({ signal }),
    staleTime: 5 * 60 * second,
  });

/** Addresses of traces and orders in other systems. */
export const linksQuery = () =>
  queryOptions({
    queryKey: ['links'],
    queryFn: ({ signal }) => api.links({ signal }),
    staleTime: Infinity,
  });
