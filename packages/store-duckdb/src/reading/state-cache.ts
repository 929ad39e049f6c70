import { orderRefText, type OrderRef } from '@ordertrace/model';
import type { OrderSave, SavedOrder } from '@ordertrace/store';

/**
 * A cache of order states outside the store's thread: an active order is read before each save. It also holds
 * which orders have no state. The number of orders is bounded; the most recently used stay.
 */
export class StateCache {
  readonly #capacity: number;
  readonly #byOrder = new Map<string, SavedOrder | undefined>();
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
    read: (missing: readonly OrderRef[]) => Promise<readonly SavedOrder[]>,
  ): Promise<SavedOrder[]> {
    const found = new Map<string, SavedOrder | undefined>();
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

  /**
   * Runs `write`, which saves and removes these states, and caches them afterwards. `write` returns the orders
   * that it refused; then nothing was saved.
   */
  async saving(
    { orders, remove = [] }: OrderSave,
    write: () => Promise<readonly OrderRef[]>,
  ): Promise<readonly OrderRef[]> {
    const version = ++this.#version;
    let refused: readonly OrderRef[] | undefined;
    try {
      refused = await write();
      return refused;
    } finally {
      // If a save overlaps another save or an erasure, the last one is unknown.
      const isLast = version === this.#version++;
      if (isLast && refused?.length === 0) this.#keepSaved(orders, remove);
      else for (const ref of [...orders, ...remove]) this.#byOrder.delete(orderRefText(ref));
    }
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

  #keepSaved(orders: OrderSave['orders'], removed: readonly OrderRef[]): void {
    for (const ref of removed) this.#keep(orderRefText(ref), undefined);
    for (const order of orders)
      this.#keep(orderRefText(order), { ...order, version: (order.version ?? 0) + 1 });
  }

  #clear(): void {
    this.#version++;
    this.#byOrder.clear();
  }

  #keep(text: string, state: SavedOrder | undefined): void {
    this.#byOrder.delete(text);
    this.#byOrder.set(text, state);
    for (const oldest of this.#byOrder.keys()) {
      if (this.#byOrder.size <= this.#capacity) return;
      this.#byOrder.delete(oldest);
    }
  }
}
