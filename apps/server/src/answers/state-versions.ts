import type { OrderRef } from '@ordertrace/model';
import { withCalls, type Store } from '@ordertrace/store';

/**
 * Versions of the saved states of orders and problems, by tenant. A version rises after each write that may
 * change an answer, so that an answer of the current version needs no second computation.
 *
 * Only writes through `watching` count: all parts of a server use that store. A store to which several servers
 * write can't have such versions.
 */
export class StateVersions {
  #writes = 0;
  /** The last write that may affect every tenant. */
  #ofAll = 0;
  readonly #ofTenants = new Map<string, number>();
  #removals = 0;

  /**
   * The version of a tenant's states; of all states without a tenant. `undefined` while data is being removed:
   * answers change from one moment to the next then.
   */
  of(tenantId: string | undefined): string | undefined {
    if (this.#removals > 0) return undefined;
    if (tenantId === undefined) return String(this.#writes);
    return String(Math.max(this.#ofAll, this.#ofTenants.get(tenantId) ?? 0));
  }

  /** Call it when something changes that affects answers about any tenant, such as the flows. */
  changedAll(): void {
    this.#ofAll = ++this.#writes;
    this.#ofTenants.clear();
  }

  /** The same store; its writes raise the versions. */
  watching(store: Store): Store {
    return withCalls(store, {
      saveOrders: (save) =>
        store.saveOrders(save).finally(() => this.#changed([...save.orders, ...(save.remove ?? [])])),
      saveProblems: (save) => store.saveProblems(save).finally(() => this.#changed(save.problems)),
      retain: (request) => this.#removing(request, () => store.retain(request)),
      erase: (request) => this.#removing(request, () => store.erase(request)),
    });
  }

  #changed(refs: readonly Pick<OrderRef, 'tenantId'>[]): void {
    if (refs.length === 0) return;
    this.#writes++;
    for (const { tenantId } of refs) this.#ofTenants.set(tenantId, this.#writes);
  }

  async #removing<T>({ dryRun }: { readonly dryRun: boolean }, remove: () => Promise<T>): Promise<T> {
    if (dryRun) return remove();
    this.#removals++;
    try {
      return await remove();
    } finally {
      this.#removals--;
      this.changedAll();
    }
  }
}
