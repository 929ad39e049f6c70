import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderRef } from '@ordertrace/model';
import { withCalls, type Position, type Store } from '@ordertrace/store';

/** The part of the imported orders that statistics count. */
export interface CountedOrders {
  readonly counted: number;
  readonly orders: number;
}

/** An import whose orders the fold has not yet saved. */
export interface ImportInCounting {
  /** Adds the orders of a batch before it is appended. */
  add(orders: readonly OrderRef[]): void;
  /** The position after the last batch; absent if nothing was appended. */
  kept(position: Position | undefined): void;
  readonly progress: CountedOrders;
  /** Resolves when statistics count every order of the import. */
  readonly whenCounted: Promise<void>;
}

export interface CountingFilter {
  /** All tenants if absent. */
  readonly tenantId?: string | undefined;
  /** As in the filter of statistics: `live`, `imported`, or one log's `imported:LOG`; all if absent. */
  readonly source?: string | undefined;
}

type FollowedStore = Pick<Store, 'savedPosition' | 'changesAfter' | 'positions'>;

/** A refused save has no position, and the last commit of an import may have no changes. */
const lookEveryMs = 250;

/**
 * The imports that were kept, but whose orders statistics do not count yet: the fold follows the appends.
 * Only saves through `watching` lower the number of missing orders. The end needs no watched store: it is
 * reached when the saved position has passed the import.
 */
export class ImportCounting {
  readonly #store: FollowedStore;
  readonly #imports = new Set<Counting>();
  readonly #stopping = new AbortController();
  #isLooking = false;

  constructor(store: FollowedStore) {
    this.#store = store;
  }

  /** The same store; its saves of order states lower the number of missing orders. */
  watching(store: Store): Store {
    return withCalls(store, {
      saveOrders: async (save) => {
        const report = await store.saveOrders(save);
        for (const one of this.#imports) one.saved(save.orders);
        return report;
      },
    });
  }

  begin(source: string): ImportInCounting {
    const one = new Counting(source, () => this.#look());
    this.#imports.add(one);
    void one.whenCounted.then(() => this.#imports.delete(one));
    return one;
  }

  /** The imports that match a filter; undefined if statistics count all of their orders. */
  of({ tenantId, source }: CountingFilter): CountedOrders | undefined {
    const sums = [...this.#imports]
      .filter((one) => source === undefined || source === 'imported' || source === one.source)
      .map((one) => one.ordersOf(tenantId))
      .filter(({ orders }) => orders > 0);
    if (sums.length === 0) return undefined;
    return {
      counted: sums.reduce((sum, { counted }) => sum + counted, 0),
      orders: sums.reduce((sum, { orders }) => sum + orders, 0),
    };
  }

  /** Ends the observation of the store. */
  stop(): void {
    this.#stopping.abort();
  }

  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    void this.#lookUntilCounted().finally(() => (this.#isLooking = false));
  }

  async #lookUntilCounted(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const waiting = [...this.#imports].filter(({ position }) => position !== undefined);
      if (waiting.length === 0) return;
      // A store that fails has its own report; the import stays uncounted until it works again.
      const reached = await this.#reached().catch(() => undefined);
      for (const one of waiting)
        if (reached !== undefined && one.position) one.reached(reached(one.position));
      await sleep(lookEveryMs, undefined, { signal: this.#stopping.signal, ref: false }).catch(
        () => undefined,
      );
    }
  }

  async #reached(): Promise<(position: Position) => boolean> {
    const { positions } = this.#store;
    const saved = await this.#store.savedPosition();
    const [next] = await this.#store.changesAfter({ after: saved, limit: 1 });
    return (position) => next === undefined || positions.distance(saved, position) === 0;
  }
}

class Counting implements ImportInCounting {
  readonly source: string;
  readonly whenCounted: Promise<void>;
  readonly #all = new Map<string, Set<string>>();
  readonly #missing = new Map<string, Set<string>>();
  readonly #look: () => void;
  readonly #counted: () => void;
  position: Position | undefined;

  constructor(source: string, look: () => void) {
    this.source = source;
    this.#look = look;
    let counted = (): void => undefined;
    this.whenCounted = new Promise((resolve) => (counted = resolve));
    this.#counted = counted;
  }

  add(orders: readonly OrderRef[]): void {
    for (const { tenantId, orderId } of orders) {
      for (const map of [this.#all, this.#missing]) {
        const ids = map.get(tenantId);
        if (ids === undefined) map.set(tenantId, new Set([orderId]));
        else ids.add(orderId);
      }
    }
  }

  saved(orders: readonly OrderRef[]): void {
    for (const { tenantId, orderId } of orders) this.#missing.get(tenantId)?.delete(orderId);
  }

  kept(position: Position | undefined): void {
    this.position = position;
    if (position === undefined) this.#counted();
    else this.#look();
  }

  reached(isReached: boolean): void {
    if (isReached) this.#counted();
  }

  get progress(): CountedOrders {
    return this.ordersOf(undefined);
  }

  ordersOf(tenantId: string | undefined): CountedOrders {
    const orders = sizeOf(this.#all, tenantId);
    return { counted: orders - sizeOf(this.#missing, tenantId), orders };
  }
}

function sizeOf(ids: ReadonlyMap<string, ReadonlySet<string>>, tenantId: string | undefined): number {
  if (tenantId !== undefined) return ids.get(tenantId)?.size ?? 0;
  return [...ids.values()].reduce((sum, { size }) => sum + size, 0);
}
