import { createMemoryStore, type Store } from '@ordertrace/store';

/** The one place that knows which stores there are. */
export function openStore(): Promise<Store> {
  return Promise.resolve(createMemoryStore());
}
