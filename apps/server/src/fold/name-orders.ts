import { orderRefText, type OrderColumns, type OrderRef, type TelemetryBatch } from '@ordertrace/model';

/** A record that concerns an order without naming it in its attributes. */
export interface Naming {
  readonly of: 'spans' | 'logs';
  readonly row: number;
  readonly order: OrderRef;
}

/** The batch with these orders named on its records, so that the records belong to their journeys. */
export function withNamings(batch: TelemetryBatch, namings: readonly Naming[]): TelemetryBatch {
  if (namings.length === 0) return batch;
  const orders = [...batch.orders];
  const places = new Map(orders.map((order, place) => [orderRefText(order), place]));
  const placeOf = ({ tenantId, orderId }: OrderRef): number => {
    const text = orderRefText({ tenantId, orderId });
    const place = places.get(text) ?? orders.push({ tenantId, orderId }) - 1;
    places.set(text, place);
    return place;
  };
  const named = (of: Naming['of']): OrderColumns =>
    joined(
      batch[of].orders,
      namings.filter((one) => one.of === of).map(({ row, order }) => [row, placeOf(order)] as const),
    );
  const spans = { ...batch.spans, orders: named('spans') };
  const logs = { ...batch.logs, orders: named('logs') };
  return { ...batch, spans, logs, orders };
}

function joined(
  columns: OrderColumns,
  added: readonly (readonly [row: number, order: number])[],
): OrderColumns {
  if (added.length === 0) return columns;
  const pairs = [...added];
  for (let i = 0; i < columns.length; i++) pairs.push([columns.row[i] ?? 0, columns.order[i] ?? 0]);
  const sorted = [...new Map(pairs.map((pair) => [pair.join(), pair])).values()].sort(
    ([rowA, orderA], [rowB, orderB]) => rowA - rowB || orderA - orderB,
  );
  return {
    length: sorted.length,
    row: Uint32Array.from(sorted, ([row]) => row),
    order: Uint32Array.from(sorted, ([, order]) => order),
  };
}
