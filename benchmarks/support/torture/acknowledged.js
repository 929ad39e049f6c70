import { orderRefText } from '@ordertrace/model';

/**
 * Records that the server has acknowledged, by order.
 * @typedef {{
 *   ref: { tenantId: string, orderId: string },
 *   spans: string[], logs: string[], firstNanos: bigint, lastNanos: bigint,
 * }} AcknowledgedOrder
 */
export class Acknowledged {
  /** @type {Map<string, AcknowledgedOrder>} */
  orders = new Map();
  spans = 0;
  logs = 0;

  addSpans(spans) {
    for (const span of spans) {
      const end = span.startNanos + span.durationNanos;
      this.#order(span, span.startNanos, end).spans.push(spanKey(span));
    }
    this.spans += spans.length;
  }

  addLogs(logs) {
    for (const log of logs) this.#order(log, log.timeNanos, log.timeNanos).logs.push(logKey(log));
    this.logs += logs.length;
  }

  #order({ attributes }, firstNanos, lastNanos) {
    const ref = { tenantId: attributes.get('tenant_id'), orderId: attributes.get('order_id') };
    const key = orderRefText(ref);
    let order = this.orders.get(key);
    if (order === undefined) {
      order = { ref, spans: [], logs: [], firstNanos, lastNanos };
      this.orders.set(key, order);
    }
    if (firstNanos < order.firstNanos) order.firstNanos = firstNanos;
    if (lastNanos > order.lastNanos) order.lastNanos = lastNanos;
    return order;
  }
}

export function spanKey({ traceId, spanId }) {
  return `${traceId}/${spanId}`;
}

/** Key of a log record: in the generated traffic no two log records of an order have the same trace. */
export function logKey({ traceId, timeNanos }) {
  return `${traceId}/${timeNanos}`;
}
