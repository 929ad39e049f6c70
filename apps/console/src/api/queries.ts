import {
  apiClient,
  ApiError,
  type OrderCountsQuery,
  type OrderKey,
  type OrderListQuery,
} from '@ordertrace/api';
import { infiniteQueryOptions, keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { currentLanguage } from '../language/i18n.js';

export const api = apiClient({ baseUrl: '/api/v1', language: currentLanguage });

const second = 1000;
/** How often what is on the screen is read again. Milliseconds. */
const refresh = { list: 15 * second, order: 20 * second };

export function consoleQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5 * second,
        retry: (failures, error) => isPassing(error) && failures < 2,
        // What can't be reached now is asked again by itself; what the server refused is not.
        refetchInterval: (query) => (isPassing(query.state.error) ? 10 * second : false),
      },
    },
  });
}

function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'unreachable' || error.status >= 500);
}

// The language is part of each key whose answer has sentences in it.
export const ordersQuery = (query: OrderListQuery) =>
  infiniteQueryOptions({
    queryKey: ['orders', query, currentLanguage()],
    queryFn: ({ pageParam, signal }) =>
      api.orders({ ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: refresh.list,
    placeholderData: keepPreviousData,
  });

export const orderCountsQuery = (query: OrderCountsQuery) =>
  queryOptions({
    queryKey: ['order-counts', query],
    queryFn: ({ signal }) => api.orderCounts(query, { signal }),
    refetchInterval: refresh.list,
    placeholderData: keepPreviousData,
  });

export const journeyQuery = (key: OrderKey) =>
  queryOptions({
    queryKey: ['journey', key.orderId, key.tenantId ?? '', currentLanguage()],
    queryFn: ({ signal }) => api.journey(key, { signal }),
    refetchInterval: (query) =>
      query.state.data?.order.closed_at === null || isPassing(query.state.error) ? refresh.order : false,
  });

export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ['trace', traceId],
    queryFn: ({ signal }) => api.trace(traceId, { signal }),
  });

export const flowQuery = () =>
  queryOptions({
    queryKey: ['flow'],
    queryFn: ({ signal }) => api.flow({ signal }),
    staleTime: 5 * 60 * second,
  });
