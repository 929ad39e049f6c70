import type { OrderRef } from '@ordertrace/model';
import { recordsOfTraces, tracesOfOrder, untracedLogsOfOrder } from './order-records.js';
import { inOrder, packTelemetry } from './result-batch.js';
import type { RecordAt, Snapshot } from './snapshot.js';
import { TraceSet } from './trace-set.js';

/** The number of rows of one order in a piece. */
export interface OrderRowCount {
  readonly spans: number;
  readonly logs: number;
  /** Whether these are the order's last rows; otherwise the next piece continues it. */
  readonly isEnd: boolean;
}

/** Records of several orders, in sequence. */
export interface OrderPiece {
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly orders: readonly OrderRowCount[];
  readonly isLast: boolean;
}

/** Records in a piece; a larger order has several pieces. */
const pieceRows = 1024;

/**
 * The records of these orders, in the sequence of the query. Yields `undefined` between two orders, when
 * other work may run.
 */
export function* recordsInPieces(
  snapshot: Snapshot,
  orders: readonly OrderRef[],
): Generator<OrderPiece | undefined, void> {
  let gathered: GatheredOrders = { spans: [], logs: [], orders: [] };
  for (const [i, order] of orders.entries()) {
    for (const part of partsOf(recordsOfOrder(snapshot, order))) {
      gathered = {
        spans: [...gathered.spans, ...part.spans],
        logs: [...gathered.logs, ...part.logs],
        orders: [...gathered.orders, { ...part, spans: part.spans.length, logs: part.logs.length }],
      };
      if (gathered.spans.length + gathered.logs.length < pieceRows) continue;
      yield pieceOf(gathered, i === orders.length - 1 && part.isEnd);
      gathered = { spans: [], logs: [], orders: [] };
    }
    yield undefined;
  }
  if (gathered.orders.length > 0) yield pieceOf(gathered, true);
}

interface GatheredOrders {
  readonly spans: readonly RecordAt[];
  readonly logs: readonly RecordAt[];
  readonly orders: readonly OrderRowCount[];
}

function pieceOf({ spans, logs, orders }: GatheredOrders, isLast: boolean): OrderPiece {
  return { packed: packTelemetry(spans, logs), orders, isLast };
}

interface OrderRecordsAt {
  readonly spans: readonly RecordAt[];
  readonly logs: readonly RecordAt[];
}

/** Finds the order's traces once, for both kinds of records. */
function recordsOfOrder(snapshot: Snapshot, order: OrderRef): OrderRecordsAt {
  const traces = new TraceSet(tracesOfOrder(snapshot, order));
  return {
    spans: inOrder('span', recordsOfTraces(snapshot, 'span', traces)),
    logs: inOrder('log', [
      ...recordsOfTraces(snapshot, 'log', traces),
      ...untracedLogsOfOrder(snapshot, order),
    ]),
  };
}

/** An order's spans, then its log records, in parts of at most a piece. */
function* partsOf({ spans, logs }: OrderRecordsAt): Generator<OrderRecordsAt & { readonly isEnd: boolean }> {
  const rows = spans.length + logs.length;
  for (let from = 0; from === 0 || from < rows; from += pieceRows) {
    const to = from + pieceRows;
    yield {
      spans: spans.slice(from, to),
      logs: logs.slice(Math.max(0, from - spans.length), Math.max(0, to - spans.length)),
      isEnd: to >= rows,
    };
  }
}
