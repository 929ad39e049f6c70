import { orderRefText, placeKey, type Hop, type OrderRef } from '@ordertrace/model';

const ordersAtMost = 20_000;

/**
 * Orders with hops whose receipt was not seen. When more becomes known about a place, they must be judged again: a
 * sending may have been lost, or a supposed loss may be a receipt that is seldom seen. Bounded: orders beyond the limit
 * wait for their stage's deadline.
 */
export class UntracedHops {
  readonly #ordersByReceiver = new Map<string, Map<string, OrderRef>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  clear(): void {
    this.#ordersByReceiver.clear();
    this.#size = 0;
  }

  note(order: OrderRef, hops: readonly Hop[]): void {
    for (const hop of hops) {
      if (!isUndecided(hop) || this.#size >= ordersAtMost) continue;
      const key = placeKey(hop.kind, hop.destination);
      const orders = this.#ordersByReceiver.get(key) ?? new Map<string, OrderRef>();
      this.#ordersByReceiver.set(key, orders);
      const before = orders.size;
      orders.set(orderRefText(order), { tenantId: order.tenantId, orderId: order.orderId });
      this.#size += orders.size - before;
    }
  }

  /** Removes and returns the orders with a sending to one of these places. */
  take(places: Iterable<string>): readonly OrderRef[] {
    const taken = new Map<string, OrderRef>();
    for (const key of places) {
      const orders = this.#ordersByReceiver.get(key);
      if (orders === undefined) continue;
      for (const [text, ref] of orders) taken.set(text, ref);
      this.#ordersByReceiver.delete(key);
      this.#size -= orders.size;
    }
    return [...taken.values()];
  }
}

function isUndecided({ state, proof }: Hop): boolean {
  return proof === undefined && state !== 'delivered';
}
