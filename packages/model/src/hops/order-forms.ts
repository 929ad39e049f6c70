import { isSameOrder, type OrderRef } from '../orders/order-ref.js';
import type { HopSpan } from './hop-span.js';
import { spanGraph } from './span-graph.js';

/** The fields of a log record that show which order its span works for. */
export interface NamingLog {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly orders: readonly OrderRef[];
}

export interface NamingRecords {
  readonly spans: readonly HopSpan[];
  readonly logs: readonly NamingLog[];
}

/**
 * The form in which baggage with form encoding (a blank as `+`) names an order, without its percent escapes.
 * `undefined` where the id has no such form, or could have several.
 *
 * @example formEncoded('A B/7') // 'A+B/7'
 */
function formEncoded(orderId: string): string | undefined {
  return orderId.includes(' ') && !orderId.includes('+') ? orderId.replaceAll(' ', '+') : undefined;
}

/**
 * The id that `formEncoded` changes into this one.
 *
 * @example formDecoded('A+B/7') // 'A B/7'
 */
export function formDecoded(orderId: string): string | undefined {
  return orderId.includes('+') && !orderId.includes(' ') ? orderId.replaceAll('+', ' ') : undefined;
}

/** The order under the name that `formEncoded` would change into this one; the order itself where there is none. */
export function plainRef({ tenantId, orderId }: OrderRef): OrderRef {
  return { tenantId, orderId: formDecoded(orderId) ?? orderId };
}

/** The form-encoded name of an order; `undefined` where its id has none. */
export function encodedRef({ tenantId, orderId }: OrderRef): OrderRef | undefined {
  const encoded = formEncoded(orderId);
  return encoded === undefined ? undefined : { tenantId, orderId: encoded };
}

/**
 * Whether records prove that an id and its form-encoded form are one order: a span or log record with one form belongs
 * to a span with the other. A record that names both forms proves two orders.
 */
export function isOneOrder(plain: OrderRef, { spans, logs }: NamingRecords): boolean {
  const encoded = encodedRef(plain);
  if (encoded === undefined) return false;
  const formOf = (orders: readonly OrderRef[]): OrderForm => formAmong(orders, { plain, encoded });
  if ([...spans, ...logs].some(({ orders }) => formOf(orders) === 'both')) return false;
  const graph = spanGraph(spans);
  const differs = (orders: readonly OrderRef[], above: Iterable<HopSpan>): boolean => {
    for (const span of above)
      if (span.orders.length > 0) return areUnlike(formOf(orders), formOf(span.orders));
    return false;
  };
  return (
    graph.spans.some(
      (span) =>
        differs(span.orders, graph.ancestorsOf(span)) ||
        span.links.some((link) => differs(span.orders, graph.at(link))),
    ) || logs.some(({ traceId = '', spanId = '', orders }) => differs(orders, graph.at({ traceId, spanId })))
  );
}

/** The records with the order's id in place of its form-encoded form, where they prove that both are one order. */
export function inOneForm<Span extends HopSpan, Log extends NamingLog>(
  plain: OrderRef,
  records: { readonly spans: readonly Span[]; readonly logs: readonly Log[] },
): { readonly spans: readonly Span[]; readonly logs: readonly Log[] } {
  if (!isOneOrder(plain, records)) return records;
  return { spans: withOneForm(plain, records.spans), logs: withOneForm(plain, records.logs) };
}

/** The records with the order's id in place of its form-encoded form, where both are one order. */
export function withOneForm<T extends { readonly orders: readonly OrderRef[] }>(
  plain: OrderRef,
  records: readonly T[],
): readonly T[] {
  const encoded = encodedRef(plain);
  if (encoded === undefined) return records;
  return records.map((record) =>
    record.orders.some((order) => isSameOrder(order, encoded))
      ? {
          ...record,
          orders: record.orders.map((order) =>
            isSameOrder(order, encoded) ? { ...order, orderId: plain.orderId } : order,
          ),
        }
      : record,
  );
}

type OrderForm = 'plain' | 'encoded' | 'both' | 'other';

/** A record of several orders is no evidence for one of them. */
function formAmong(
  orders: readonly OrderRef[],
  { plain, encoded }: { readonly plain: OrderRef; readonly encoded: OrderRef },
): OrderForm {
  const [isPlain, isEncoded] = [plain, encoded].map((form) => orders.some((one) => isSameOrder(one, form)));
  if (isPlain === true && isEncoded === true) return 'both';
  if (orders.length !== 1) return 'other';
  return isPlain === true ? 'plain' : isEncoded === true ? 'encoded' : 'other';
}

function areUnlike(a: OrderForm, b: OrderForm): boolean {
  return (a === 'plain' && b === 'encoded') || (a === 'encoded' && b === 'plain');
}
