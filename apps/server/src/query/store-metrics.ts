import type { Store } from '@ordertrace/store';
import { Gauge, type Registry } from 'prom-client';

/** What the store holds, read when metrics are asked for. */
export function storeMetrics(store: Store, registry: Registry): void {
  const held = new Gauge({
    name: 'ordertrace_store_items',
    help: 'What the store holds',
    labelNames: ['item'],
    registers: [registry],
    collect: async () => {
      const statistics = await store.statistics();
      held.set({ item: 'spans' }, statistics.spans);
      held.set({ item: 'logs' }, statistics.logs);
      held.set({ item: 'orders' }, statistics.orders);
      bytes.set(statistics.bytesOnDisk);
      commits.set({ state: 'kept' }, Number(statistics.lastCommit));
      commits.set({ state: 'folded' }, Number(await store.savedCommit()));
    },
  });
  const commits = new Gauge({
    name: 'ordertrace_store_commit',
    help: 'The last commit that is kept, and the last one that order states are folded up to',
    labelNames: ['state'],
    registers: [registry],
  });
  const bytes = new Gauge({
    name: 'ordertrace_store_bytes',
    help: 'Bytes the store takes on disk',
    registers: [registry],
  });
}
