import type { Store } from './contract.js';

/**
 * The same store with other implementations of some calls: a decorator that observes writes.
 *
 * @example withCalls(store, { saveOrders: (save) => store.saveOrders(save).finally(noteSave) })
 */
export function withCalls(store: Store, calls: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name) => {
      if (name in calls) return calls[name as keyof Store];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
