import type { OrderEvent, TelemetryBatch } from '@ordertrace/model';
import type { RecordKind } from '../bytes/record-kind.js';
import { TraceRows, type TraceIdHalves } from './trace-rows.js';

/** Finds the records of a trace or an order in a batch, without a scan of its rows. */
export class BatchNames {
  readonly #traceRows: Readonly<Record<RecordKind, TraceRows>>;
  readonly #orderIds: ReadonlySet<string>;
  readonly #eventsByOrderId = new Map<string, OrderEvent[]>();

  constructor({ spans, logs, orders }: TelemetryBatch, events: readonly OrderEvent[]) {
    this.#traceRows = { span: new TraceRows(spans), log: new TraceRows(logs) };
    this.#orderIds = new Set(orders.map(({ orderId }) => orderId));
    for (const event of events) {
      const known = this.#eventsByOrderId.get(event.orderId);
      if (known === undefined) this.#eventsByOrderId.set(event.orderId, [event]);
      else known.push(event);
    }
  }

  /** The rows of a trace, new and repeated. */
  rowsOfTrace(kind: RecordKind, trace: TraceIdHalves): readonly number[] {
    return this.#traceRows[kind].rowsOf(trace);
  }

  /** Whether one of its records names the order, new or repeated. */
  hasOrder(orderId: string): boolean {
    return this.#orderIds.has(orderId);
  }

  eventsOf(orderId: string): readonly OrderEvent[] {
    return this.#eventsByOrderId.get(orderId) ?? [];
  }
}
