import { orderRefText, receiverKey, type Hop, type OrderRef } from '@ordertrace/model';

const ordersAtMost = 20_000;

/**
 * Orders with hops that nobody is known to receive. Once somebody is, those orders must be looked at again: what
 * was sent may have been lost. Bounded; what does not fit waits for its stage's deadline.
 */
export class UntracedHops {
  readonly #ordersByReceiver = new Map<string, Map<string, OrderRef>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  note(order: OrderRef, hops: readonly Hop[]): void {
    for (const hop of hops) {
      if (hop.state !== 'untraced' || this.#size >= ordersAtMost) continue;
      const key = receiverKey(hop.kind, hop.destination);
      const orders = this.#ordersByReceiver.get(key) ?? new Map<string, OrderRef>();
      this.#ordersByReceiver.set(key, orders);
      const before = orders.size;
      orders.set(orderRefText(order), { tenantId: order.tenantId, orderId: order.orderId });
      this.#size += orders.size - before;
    }
  }

  /** Takes out the orders that wait to know one of these receivers. */
  take(receivers: Iterable<string>): readonly OrderRef[] {
    const taken = new Map<string, OrderRef>();
    for (const key of receivers) {
      const orders = this.#ordersByReceiver.get(key);
      if (orders === undefined) continue;
      for (const [text, ref] of orders) taken.set(text, ref);
      this.#ordersByReceiver.delete(key);
      this.#size -= orders.size;
    }
    return [...taken.values()];
  }
}
