import { earlier, foldOrder, later, nanosFromMillis, type EpochNanos, type Flows } from '@ordertrace/model';
import { namesOrder, type OrderRecords, type SavedOrder } from '@ordertrace/store';

/** Times of the records that name the order. */
function timesOf({ order, spans, logs, events }: OrderRecords): EpochNanos[] {
  const names = ({ orders }: Pick<OrderRecords['spans'][number], 'orders'>) =>
    orders.some((named) => namesOrder(named, order));
  return [
    ...events.map(({ timeNanos }) => timeNanos),
    ...spans
      .filter(names)
      .flatMap(({ startNanos, durationNanos }) => [startNanos, startNanos + durationNanos]),
    ...logs.filter(names).map(({ timeNanos }) => timeNanos),
  ];
}

/**
 * The state of an order that no fold could save, from its events alone, as on a full disk. `undefined` where no record
 * names the order.
 */
export function unsavedOrder(records: OrderRecords, flows: Flows): SavedOrder | undefined {
  const { order: ref, events } = records;
  const [first, ...others] = timesOf(records);
  if (first === undefined) return undefined;
  const state = foldOrder({
    ref,
    events,
    flow: flows.of(ref, events),
    firstSeenNanos: others.reduce(earlier, first),
    lastSeenNanos: others.reduce(later, first),
    nowNanos: nanosFromMillis(Date.now()),
  });
  return { ...state, version: 0 };
}
