import { orderRefText, type OrderRef, type OrderState } from '@ordertrace/model';

/**
 * A cache of order states outside the store's thread: an active order is read before each save. It also holds
 * which orders have no state. The number of orders is bounded; the most recently used stay.
 */
export class StateCache {
  readonly #capacity: number;
  readonly #byOrder = new Map<string, OrderState | undefined>();
  #version = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * The existing states among these, in the sequence of the query; `read` is called for those that are not
   * cached.
   */
  async statesOf(
    refs: readonly OrderRef[],
    read: (missing: readonly OrderRef[]) => Promise<readonly OrderState[]>,
  ): Promise<OrderState[]> {
    const found = new Map<string, OrderState | undefined>();
    const missing: OrderRef[] = [];
    for (const ref of refs) {
      const text = orderRefText(ref);
      if (this.#byOrder.has(text)) found.set(text, this.#byOrder.get(text));
      else missing.push(ref);
    }
    const version = this.#version;
    if (missing.length > 0) for (const state of await read(missing)) found.set(orderRefText(state), state);
    // A read during a save or deletion may be outdated.
    if (version === this.#version)
      for (const ref of refs) this.#keep(orderRefText(ref), found.get(orderRefText(ref)));
    return refs.flatMap((ref) => found.get(orderRefText(ref)) ?? []);
  }

  /** Runs `write`, which saves and removes these states, and caches them afterwards. */
  async saving(
    { orders, remove }: { readonly orders: readonly OrderState[]; readonly remove: readonly OrderRef[] },
    write: () => Promise<void>,
  ): Promise<void> {
    const version = ++this.#version;
    const forget = () => {
      for (const ref of [...orders, ...remove]) this.#byOrder.delete(orderRefText(ref));
    };
    try {
      await write();
    } catch (error) {
      this.#version++;
      forget();
      throw error;
    }
    // If a save overlaps another save or an erasure, the last one is unknown.
    const isLast = version === this.#version++;
    if (!isLast) {
      forget();
      return;
    }
    for (const ref of remove) this.#keep(orderRefText(ref), undefined);
    for (const order of orders) this.#keep(orderRefText(order), order);
  }

  /** Runs `work`, which may delete any order. Nothing from before or during it stays cached. */
  async forgetting<T>(work: () => Promise<T>): Promise<T> {
    this.#clear();
    try {
      return await work();
    } finally {
      this.#clear();
    }
  }

  #clear(): void {
    this.#version++;
    this.#byOrder.clear();
  }

  #keep(text: string, state: OrderState | undefined): void {
    this.#byOrder.delete(text);
    this.#byOrder.set(text, state);
    for (const oldest of this.#byOrder.keys()) {
      if (this.#byOrder.size <= this.#capacity) return;
      this.#byOrder.delete(oldest);
    }
  }
}
