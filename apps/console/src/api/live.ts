import type { Changed } from '@ordertrace/api';
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api } from './client.js';
import { Paced } from './paced.js';

/**
 * `live`: the server tells what changes; `away`: it does not, and what is on the screen is read again from time
 * to time; `paused`: the screen stands still until it is told to go on.
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

/** Opens the stream of changes; what they touch is asked for again. Safe to call when it is open. */
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

/** One function, so that it is added once however often the stream is opened. */
function shown(): void {
  refresher?.shown();
}

export function pause(): void {
  source?.close();
  source = undefined;
  refresher?.stop();
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

/** How often lists and counts are asked for again while orders move, and the numbers, which take the server longest. */
const listsMs = 5_000;
const numbersMs = 60_000;

/** The first part of the keys of what any change may touch. */
const ofOrders = new Set(['orders', 'order-counts']);
const ofProblems = new Set(['problems', 'causes']);

interface Refreshing {
  add(changed: Changed): void;
  shown(): void;
  stop(): void;
}

/** Asks again for what changes touch: the shown order at once, lists less often, and nothing while nobody looks. */
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
