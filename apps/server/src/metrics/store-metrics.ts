import { statfs } from 'node:fs/promises';
import type { Store, StoreChecks } from '@ordertrace/store';
import { Gauge, type Registry } from 'prom-client';

/**
 * The content of the store, read on each scrape. Each gauge reads separately, because they are collected in
 * parallel.
 */
export function storeMetrics(store: Store, registry: Registry): void {
  const registers = [registry];
  const items = new Gauge<'item'>({
    name: 'ordertrace_store_items',
    help: 'What the store holds',
    labelNames: ['item'],
    registers,
    collect: async (): Promise<void> => {
      const { spans, logs, orders } = await store.statistics();
      items.set({ item: 'spans' }, spans);
      items.set({ item: 'logs' }, logs);
      items.set({ item: 'orders' }, orders);
    },
  });
  const commits = new Gauge<'state'>({
    name: 'ordertrace_store_commit',
    help: 'Commits that are kept, and commits that order states are folded up to',
    labelNames: ['state'],
    registers,
    collect: async (): Promise<void> => {
      const { positions } = store;
      const [kept, folded] = [await positions.latest(), await store.savedPosition()];
      commits.set({ state: 'kept' }, positions.distance(positions.start, kept));
      commits.set({ state: 'folded' }, positions.distance(positions.start, folded));
    },
  });
  const bytes = new Gauge({
    name: 'ordertrace_store_bytes',
    help: 'Bytes the store takes on disk',
    registers,
    collect: async (): Promise<void> => {
      bytes.set((await store.statistics()).bytesOnDisk);
    },
  });
}

/** The damage in the store's files, by whether results lack records because of it. */
export function damageMetrics(checks: StoreChecks, registry: Registry): void {
  const damage = new Gauge<'incomplete'>({
    name: 'ordertrace_store_damage',
    help: 'Damaged places in the files of the store; incomplete: answers lack records because of it',
    labelNames: ['incomplete'],
    registers: [registry],
    collect: async (): Promise<void> => {
      const found = await checks.damage();
      for (const incomplete of [true, false])
        damage.set(
          { incomplete: String(incomplete) },
          found.filter(({ isIncomplete }) => isIncomplete === incomplete).length,
        );
    },
  });
}

/** Space on the disk of the data folder. */
export function diskMetrics(folder: string, registry: Registry): void {
  const free = new Gauge({
    name: 'ordertrace_disk_free_bytes',
    help: 'Bytes that are free on the disk of the data folder',
    registers: [registry],
    collect: async (): Promise<void> => {
      const { bavail, bsize } = await statfs(folder);
      free.set(bavail * bsize);
    },
  });
}
