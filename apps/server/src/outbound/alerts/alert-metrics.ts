import { situations } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Tried } from '../target-queues.js';

/**
 * Problems by situation and state, and the results of alerts. The alerts file limits the number of channels.
 */
export function alertMetrics(
  store: Store,
  registry: Registry,
): (channel: string, outcome: Tried['outcome']) => void {
  const registers = [registry];
  const problems = new Gauge({
    name: 'ordertrace_problems',
    help: 'Problems that are not resolved, by situation and state',
    labelNames: ['situation', 'state'],
    registers,
    collect: async (): Promise<void> => {
      for (const situation of situations.filter((name) => name !== 'on_track'))
        for (const state of ['open', 'acknowledged'] as const) {
          const page = await store.listProblems({
            situation,
            state,
            sort: 'opened_at',
            descending: false,
            limit: 1,
          });
          problems.set({ situation, state }, page.total);
        }
    },
  });
  const deliveries = new Counter({
    name: 'ordertrace_alert_deliveries_total',
    help: 'Tries to deliver alerts, by channel and outcome',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  return (channel, outcome) => deliveries.inc({ channel, outcome });
}
