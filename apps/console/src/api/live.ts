import type { Changed } from '@ordertrace/api';
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api } from './client.js';
import { Paced } from './paced.js';

/**
 * `live`: the server reports changes. `away`: it does not, and the page polls. `paused`: the page does not
 * change until the user resumes.
 */
export type LiveState = 'live' | 'away' | 'paused';

let state: LiveState = 'away';
let source: EventSource | undefined;
let refresher: Refreshing | undefined;
const listeners = new Set<() => void>();

export function liveState(): LiveState {
  return state;
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(listen, liveState);
}

/** Opens the stream of changes and refreshes what they affect. Safe to call when it is already open. */
export function goLive(queries: QueryClient): void {
  source?.close();
  refresher?.stop();
  const added = refreshing(queries);
  refresher = added;
  const opened = new EventSource(api.eventsUrl({}));
  source = opened;
  become('away');
  document.addEventListener('visibilitychange', shown);
  opened.addEventListener('open', () => {
    become('live');
  });
  opened.addEventListener('error', () => {
    become('away');
  });
  opened.addEventListener('changed', (event: MessageEvent<string>) => {
    added.add(JSON.parse(event.data) as Changed);
  });
}

/** One function, so that the listener is added only once. */
function shown(): void {
  refresher?.shown();
}

export function pause(): void {
  source?.close();
  source = undefined;
  refresher?.stop();
  become('paused');
}

/** Resumes, and at once reads what was missed. */
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

/**
 * Refresh intervals while orders move: for lists and counts, and for the numbers, which are slowest for the
 * server.
 */
const listsMs = 5_000;
const numbersMs = 60_000;

/** First part of the query keys that any change may affect. */
const ofOrders = new Set(['orders', 'order-counts']);
const ofProblems = new Set(['problems', 'causes']);

interface Refreshing {
  add(changed: Changed): void;
  shown(): void;
  stop(): void;
}

/**
 * Refreshes the queries that changes affect: the shown order at once, lists at intervals, nothing in a hidden
 * page.
 */
function refreshing(queries: QueryClient): Refreshing {
  let orders = new Set<string>();
  let more = false;
  let problems = false;
  const journeys = new Paced(0, () => {
    const [touched, all] = [orders, more];
    [orders, more] = [new Set(), false];
    void queries.invalidateQueries({
      predicate: ({ queryKey: [kind, orderId] }) =>
        kind === 'journey' && (all || touched.has(String(orderId))),
    });
  });
  const lists = new Paced(listsMs, () => {
    const touchesProblems = problems;
    problems = false;
    void queries.invalidateQueries({
      predicate: ({ queryKey: [kind] }) =>
        ofOrders.has(String(kind)) || (touchesProblems && ofProblems.has(String(kind))),
    });
  });
  const numbers = new Paced(numbersMs, () => void queries.invalidateQueries({ queryKey: ['numbers'] }));
  const all = [journeys, lists, numbers];
  return {
    add: (changed) => {
      for (const order of changed.orders) orders.add(order.order_id);
      more ||= changed.more;
      problems ||= changed.problems;
      for (const paced of all) paced.ask();
    },
    shown: () => all.forEach((paced) => paced.shown()),
    stop: () => all.forEach((paced) => paced.stop()),
  };
}
