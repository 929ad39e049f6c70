import type { ContextAuditQuery, LookQuery } from '@ordertrace/api';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './client.js';
import { every } from './queries.js';

const often = 10_000;
const second = 1000;

export const operationsQuery = () =>
  queryOptions({
    queryKey: ['operations'],
    queryFn: ({ signal }) => api.operations({ signal }),
    refetchInterval: () => every(often),
  });

/** Covers the last hours. The server reads telemetry for it, so it is refreshed only on request. */
export const contextAuditQuery = (hours: number) =>
  queryOptions({
    queryKey: ['context-audit', hours],
    queryFn: ({ signal }) => api.contextAudit(lastHours(hours), { signal }),
    staleTime: 60 * second,
    refetchInterval: false,
    placeholderData: keepPreviousData,
  });

function lastHours(hours: number): ContextAuditQuery {
  const to = Date.now();
  return { from: new Date(to - hours * 3_600_000).toISOString(), to: new Date(to).toISOString() };
}

export const privacyAuditQuery = () =>
  queryOptions({
    queryKey: ['privacy-audit'],
    queryFn: ({ signal }) => api.privacyAudit({ signal }),
    refetchInterval: () => every(often),
  });

/** Polled often during a run, so that its progress is visible. */
export const retentionQuery = () =>
  queryOptions({
    queryKey: ['retention'],
    queryFn: ({ signal }) => api.retention({ signal }),
    refetchInterval: ({ state }) => (state.data?.run?.ended_at === null ? second : every(often)),
  });

export const pinsQuery = () =>
  queryOptions({
    queryKey: ['retention', 'pins'],
    queryFn: ({ signal }) => api.pinnedOrders({ signal }),
  });

export const looksQuery = (query: LookQuery) =>
  infiniteQueryOptions({
    queryKey: ['looks', query],
    queryFn: ({ pageParam, signal }) =>
      api.looks({ ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

export const deliveriesQuery = () =>
  infiniteQueryOptions({
    queryKey: ['alert-deliveries'],
    queryFn: ({ pageParam, signal }) =>
      api.alertDeliveries(pageParam === '' ? {} : { cursor: pageParam }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: () => every(often),
  });

export const importsQuery = () =>
  queryOptions({
    queryKey: ['imports'],
    queryFn: ({ signal }) => api.imports({ signal }),
    refetchInterval: () => every(often),
  });
