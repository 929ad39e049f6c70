import type { OrderEvent, TelemetryBatch } from '@ordertrace/model';

/** The tenants of batches whose senders are bound to one: what is learned from them later belongs to it too. */
const tenants = new WeakMap<TelemetryBatch, string>();

export function bindBatch(batch: TelemetryBatch, tenantId: string): void {
  tenants.set(batch, tenantId);
}

/** The tenant that the batch's sender is bound to; absent where it may speak for all. */
export function tenantOfSender(batch: TelemetryBatch): string | undefined {
  return tenants.get(batch);
}

/** Of events that were learned from a batch those that its sender may tell; ones without tenant become its own. */
export function* withinBounds(batch: TelemetryBatch, events: Iterable<OrderEvent>): Generator<OrderEvent> {
  const tenantId = tenants.get(batch);
  if (tenantId === undefined) {
    yield* events;
    return;
  }
  for (const event of events)
    if (event.tenantId === '' || event.tenantId === tenantId) yield { ...event, tenantId };
}
