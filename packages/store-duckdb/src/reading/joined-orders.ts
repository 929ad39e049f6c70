import { grouped } from '@ordertrace/conventions';
import { orderRefText, type OrderEvent, type OrderRef } from '@ordertrace/model';
import { logAt, spanAt, type OrderRecords, type StoredLog, type StoredSpan } from '@ordertrace/store';
import { unpackBatch } from '../bytes/batch-bytes.js';
import type { OrderPiece } from './order-pieces.js';

/** Joins the pieces of these orders' records. */
export async function* joinedOrders(
  orders: readonly OrderRef[],
  events: readonly OrderEvent[],
  pieces: AsyncIterable<Omit<OrderPiece, 'isLast'>>,
): AsyncIterable<OrderRecords> {
  const eventsByOrder = grouped(events, orderRefText);
  let ended = 0;
  let spans: StoredSpan[] = [];
  let logs: StoredLog[] = [];
  for await (const piece of pieces) {
    const batch = unpackBatch(piece.packed);
    let [span, log] = [0, 0];
    for (const count of piece.orders) {
      for (const end = span + count.spans; span < end; span++) spans.push(spanAt(batch, span));
      for (const end = log + count.logs; log < end; log++) logs.push(logAt(batch, log));
      const order = orders[ended];
      if (!count.isEnd || order === undefined) continue;
      yield { order, events: eventsByOrder.get(orderRefText(order)) ?? [], spans, logs };
      ended++;
      [spans, logs] = [[], []];
    }
  }
}
