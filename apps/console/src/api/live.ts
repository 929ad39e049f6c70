import type { Changed } from '@ordertrace/api';
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api } from './client.js';

/**
 * `live`: the server tells what changes; `away`: it does not, and what is on the screen is read again from time
 * to time; `paused`: the screen stands still until it is told to go on.
 */
export type LiveState = 'live' | 'away' | 'paused';

let state: LiveState = 'away';
let source: EventSource | undefined;
const listeners = new Set<() => void>();

export function liveState(): LiveState {
  return state;
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(listen, liveState);
}

/** Opens the stream of changes; what they touch is asked for again. Safe to call when it is open. */
export function goLive(queries: QueryClient): void {
  source?.close();
  const opened = new EventSource(api.eventsUrl({}));
  source = opened;
  become('away');
  opened.addEventListener('open', () => {
    become('live');
  });
  opened.addEventListener('error', () => {
    become('away');
  });
  opened.addEventListener('changed', (event: MessageEvent<string>) => {
    refresh(queries, JSON.parse(event.data) as Changed);
  });
}

export function pause(): void {
  source?.close();
  source = undefined;
  become('paused');
}

/** What was missed meanwhile is read at once. */
export async function goOn(queries: QueryClient): Promise<void> {
  goLive(queries);
  await queries.invalidateQueries();
}

function become(next: LiveState): void {
  state = next;
  for (const listener of listeners) {
    listener();
  }
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The first part of the keys of what any change may touch. */
const ofOrders = new Set(['orders', 'order-counts', 'numbers']);
const ofProblems = new Set(['problems', 'causes']);

function refresh(queries: QueryClient, changed: Changed): void {
  const orders = new Set(changed.orders.map((order) => order.order_id));
  void queries.invalidateQueries({
    predicate: ({ queryKey: [kind, orderId] }) =>
      ofOrders.has(String(kind)) ||
      (changed.problems && ofProblems.has(String(kind))) ||
      (kind === 'journey' && (changed.more || orders.has(String(orderId)))),
  });
}
