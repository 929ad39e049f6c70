import { earlier, later, orderRefText, type EpochNanos, type OrderRef } from '@ordertrace/model';
import type { Change, OrderEventReader } from '@ordertrace/store';

/** An order with new telemetry, and the times that the new telemetry spans. */
export interface ChangedOrder {
  readonly ref: OrderRef;
  readonly firstNanos: EpochNanos;
  readonly lastNanos: EpochNanos;
}

/**
 * The orders that changes are about, each once. What names an order without its tenant may belong to any tenant
 * that has an order of that id: each of them has changed, and the fold distinguishes them by their traces.
 */
export async function changedOrders(
  store: Pick<OrderEventReader, 'tenantsOfOrder'>,
  changes: readonly Change[],
): Promise<ChangedOrder[]> {
  const changed = new Map<string, ChangedOrder>();
  for (const { order, firstNanos, lastNanos } of changes) {
    const tenants = order.tenantId === '' ? await store.tenantsOfOrder(order.orderId) : [order.tenantId];
    for (const tenantId of tenants) {
      const ref = { tenantId, orderId: order.orderId };
      const key = orderRefText(ref);
      const known = changed.get(key);
      changed.set(key, {
        ref,
        firstNanos: earlier(firstNanos, known?.firstNanos ?? firstNanos),
        lastNanos: later(lastNanos, known?.lastNanos ?? lastNanos),
      });
    }
  }
  return [...changed.values()];
}
