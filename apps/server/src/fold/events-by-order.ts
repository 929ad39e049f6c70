import { orderRefText, type OrderEvent, type OrderRef } from '@ordertrace/model';
import type { OrderEventReader } from '@ordertrace/store';

/** The events of several orders, read at once, by the orders' texts. */
export async function eventsByOrder(
  store: Pick<OrderEventReader, 'eventsOfOrders'>,
  refs: readonly OrderRef[],
): Promise<Map<string, OrderEvent[]>> {
  const events = new Map<string, OrderEvent[]>();
  for (const event of await store.eventsOfOrders(refs)) {
    const key = orderRefText(event);
    const known = events.get(key);
    if (known === undefined) events.set(key, [event]);
    else known.push(event);
  }
  return events;
}
