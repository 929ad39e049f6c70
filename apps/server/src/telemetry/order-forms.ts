import {
  encodedRef,
  isOneOrder,
  orderRefText,
  plainRef,
  type OrderEvent,
  type OrderRef,
} from '@ordertrace/model';
import {
  byLogTime,
  bySpanStart,
  type JourneyReader,
  type OrderEventReader,
  type OrderRecords,
  type StoredJourney,
  type TelemetryReader,
} from '@ordertrace/store';
import { storedHopSpan } from './stored-hop-span.js';

type Source = Pick<OrderEventReader, 'tenantsOfOrders'> & Pick<TelemetryReader, 'recordsOfOrders'>;

/** Finds the orders among these that telemetry also names in form encoding. Returns that name by the order's text. */
export async function encodedForms(
  store: Source,
  orders: readonly OrderRef[],
): Promise<ReadonlyMap<string, OrderRef>> {
  const found = new Map<string, OrderRef>();
  const pairs = orders.flatMap((plain) => {
    const encoded = encodedRef(plain);
    return encoded === undefined ? [] : [{ plain, encoded }];
  });
  if (pairs.length === 0) return found;
  const tenants = await store.tenantsOfOrders(pairs.map(({ encoded }) => encoded.orderId));
  for (const [i, { plain, encoded }] of pairs.entries()) {
    if (tenants[i]?.includes(plain.tenantId) !== true) continue;
    const records = await recordsInBothForms(store, plain, encoded);
    const spans = records.spans.map((span) => ({ ...storedHopSpan(span), orders: span.orders }));
    if (isOneOrder(plain, { spans, logs: records.logs })) found.set(orderRefText(plain), encoded);
  }
  return found;
}

/** The names under which telemetry reports one order: its plain one and, where a trace proves it, the encoded one. */
export async function formsOfOrder(store: Source, order: OrderRef): Promise<readonly OrderRef[]> {
  const plain = plainRef(order);
  const encoded = (await encodedForms(store, [plain])).get(orderRefText(plain));
  return encoded === undefined ? [order] : [encoded, plain];
}

/** All stored data of an order, with its telemetry in form encoding. */
export async function journeyInOneForm(
  store: Source & JourneyReader,
  order: OrderRef,
): Promise<StoredJourney> {
  const journey = await store.journeyOf(order);
  const encoded = (await encodedForms(store, [order])).get(orderRefText(order));
  return encoded === undefined ? journey : joined(journey, await store.journeyOf(encoded));
}

/** The records of an order, with those that name it in form encoding. */
export async function recordsInBothForms(
  store: Pick<TelemetryReader, 'recordsOfOrders'>,
  plain: OrderRef,
  encoded: OrderRef,
): Promise<OrderRecords> {
  let records: OrderRecords = { order: plain, events: [], spans: [], logs: [] };
  for await (const more of store.recordsOfOrders([plain, encoded])) records = joined(records, more);
  return records;
}

/** The records of both, in one sequence. Traces that name both forms count once. */
function joined<T extends OrderRecords>(records: T, more: OrderRecords): T {
  const known = new Set([...records.spans, ...records.logs].map(({ traceId }) => traceId ?? ''));
  known.delete('');
  const isNew = ({ traceId = '' }: { readonly traceId?: string }): boolean => !known.has(traceId);
  return {
    ...records,
    events: eventsInOneForm(records.order, [...records.events, ...more.events]),
    spans: [...records.spans, ...more.spans.filter(isNew)].sort(bySpanStart),
    logs: [...records.logs, ...more.logs.filter(isNew)].sort(byLogTime),
  };
}

/** Events under the order's id. */
export function eventsInOneForm(order: OrderRef, events: readonly OrderEvent[]): OrderEvent[] {
  return events.map((event) => (event.orderId === order.orderId ? event : { ...event, ...refOf(order) }));
}

function refOf({ tenantId, orderId }: OrderRef): OrderRef {
  return { tenantId, orderId };
}
