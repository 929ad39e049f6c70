import { orderRefText, type EpochNanos, type OrderRef } from '@ordertrace/model';
import type { Change, OrderEventReader } from '@ordertrace/store';

/** An order that something new was said about. */
export interface TouchedOrder {
  readonly ref: OrderRef;
  firstNanos: EpochNanos;
  lastNanos: EpochNanos;
}

/**
 * The orders that changes are about, each once. What names an order without its tenant may belong to any tenant
 * that has an order of that id: each of them is touched, and the fold tells them apart by their traces.
 */
export async function touchedOrders(
  store: Pick<OrderEventReader, 'tenantsOfOrder'>,
  changes: readonly Change[],
): Promise<TouchedOrder[]> {
  const touched = new Map<string, TouchedOrder>();
  for (const { order, firstNanos, lastNanos } of changes) {
    const tenants = order.tenantId === '' ? await store.tenantsOfOrder(order.orderId) : [order.tenantId];
    for (const tenantId of tenants) {
      const ref = { tenantId, orderId: order.orderId };
      const key = orderRefText(ref);
      const known = touched.get(key);
      if (known === undefined) {
        touched.set(key, { ref, firstNanos, lastNanos });
      } else {
        if (firstNanos < known.firstNanos) known.firstNanos = firstNanos;
        if (lastNanos > known.lastNanos) known.lastNanos = lastNanos;
      }
    }
  }
  return [...touched.values()];
}
