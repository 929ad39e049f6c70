import { earlier, later, orderRefText, type EpochNanos, type OrderRef } from '@ordertrace/model';
import type { Change, OrderEventReader } from '@ordertrace/store';

/** An order with new telemetry, and the time range of that telemetry. */
export interface ChangedOrder {
  readonly ref: OrderRef;
  readonly firstNanos: EpochNanos;
  readonly lastNanos: EpochNanos;
}

/**
 * The orders that changes concern, each once. Telemetry that names an order without its tenant may belong to any tenant
 * with that order id. All these orders count as changed, and the fold distinguishes them by their traces.
 */
export async function changedOrders(
  store: Pick<OrderEventReader, 'tenantsOfOrders'>,
  changes: readonly Change[],
): Promise<ChangedOrder[]> {
  const changed = new Map<string, ChangedOrder>();
  const withoutTenant = changes.flatMap(({ order }) => (order.tenantId === '' ? [order.orderId] : []));
  const orderIds = [...new Set(withoutTenant)];
  const found = orderIds.length === 0 ? [] : await store.tenantsOfOrders(orderIds);
  const tenants = new Map(orderIds.map((orderId, i) => [orderId, found[i] ?? []]));
  for (const { order, firstNanos, lastNanos } of changes) {
    const named = order.tenantId === '' ? (tenants.get(order.orderId) ?? []) : [order.tenantId];
    for (const tenantId of named) {
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
