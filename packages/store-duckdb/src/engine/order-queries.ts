import type { OrderEvent, OrderRef } from '@ordertrace/model';
import { compareTexts, eventsOfOrder } from '@ordertrace/store';
import type { CommittedChange } from '../bytes/packed-events.js';
import { orderHash } from '../bytes/hash.js';
import type { OrderRows } from '../orders/order-file.js';
import { tracesOfOrder } from '../reading/order-records.js';
import type { EventCache } from '../reading/event-cache.js';
import type { Snapshot } from '../reading/snapshot.js';
import { eventsByHash, eventsByKey } from '../tables/order-events.js';
import { orderKey } from '../tables/order-keys.js';
import { mentionsAfter, ordersMentioned } from '../tables/order-mentions.js';
import type { SerialConnection } from '../tables/serial-connection.js';

/** Up to this number, keys are looked up separately; more of them in one scan of all events. */
const fewKeys = 64;

/** Up to this number, orders are read from order files; more of them directly from the tables. */
const fewOrders = 8;

/** The events of orders in runs: rows from order files, and keys to look up in the tables. */
interface EventSources {
  readonly rows: readonly OrderRows[];
  readonly keys: readonly bigint[];
}

/**
 * Computed before the tables are read, because a run may be added in between. While rows are moved, the
 * tables may already have them under another run's number. Then only the tables are read, to avoid
 * duplicates.
 */
function eventSources({ runs, movingTo, orderFiles }: Snapshot, orderIds: readonly string[]): EventSources {
  const rows: OrderRows[] = [];
  const keys = new Set<bigint>();
  const areFew = orderIds.length <= fewOrders && movingTo === undefined;
  for (const orderId of new Set(orderIds)) {
    const hash = orderHash(orderId);
    for (const run of runs) {
      if (!run.mayNameOrder(hash)) continue;
      const known = areFew ? orderFiles.rowsOf(run.number, orderId) : undefined;
      if (known === undefined) keys.add(orderKey(run.number, hash));
      else rows.push(known);
    }
    if (movingTo !== undefined) keys.add(orderKey(movingTo, hash));
  }
  return { rows, keys: [...keys] };
}

/** The sources of events in runs. */
export interface EventSource {
  readonly reader: SerialConnection;
  readonly cache: EventCache;
}

/** As `eventsOfOrders` in the contract. */
export async function readEvents(
  snapshot: Snapshot,
  { reader, cache }: EventSource,
  orders: readonly OrderRef[],
): Promise<OrderEvent[]> {
  const orderIds = [...new Set(orders.map((order) => order.orderId))];
  const byOrderId = await cache.eventsOf(orderIds, (missing) =>
    storedEvents(reader, eventSources(snapshot, missing)),
  );
  addRecentEvents(snapshot, byOrderId);
  return orders.flatMap((order) => {
    const events = byOrderId.get(order.orderId) ?? [];
    return eventsOfOrder(events, order, tracesForEvents(snapshot, order, events));
  });
}

/** The events in runs. Reads the tables only if there are keys. */
async function storedEvents(reader: SerialConnection, { rows, keys }: EventSources): Promise<OrderEvent[]> {
  const known = rows.flatMap(({ events }) => events);
  if (keys.length <= fewKeys) return [...known, ...(await eventsByKey(reader, keys))];
  const hashes = [...new Set(keys.map((key) => Number(key & 0xffff_ffffn)))];
  return [...known, ...(await eventsByHash(reader, hashes))];
}

/** Looks up each order in each batch, or scans all events, whichever is cheaper. */
function addRecentEvents({ recent }: Snapshot, byOrderId: ReadonlyMap<string, OrderEvent[]>): void {
  for (const batch of recent) {
    if (batch.events.length <= byOrderId.size) {
      for (const event of batch.events) byOrderId.get(event.orderId)?.push(event);
      continue;
    }
    for (const [orderId, events] of byOrderId) events.push(...batch.names.eventsOf(orderId));
  }
}

/**
 * For an event without tenant, all names in its trace matter. An event with a tenant names its trace itself.
 */
function tracesForEvents(snapshot: Snapshot, order: OrderRef, events: readonly OrderEvent[]): Set<string> {
  const areSomeUnnamed = events.some(({ tenantId, traceId }) => tenantId === '' && traceId !== undefined);
  if (areSomeUnnamed) return tracesOfOrder(snapshot, order);
  const own = events.filter((event) => event.tenantId === order.tenantId);
  return new Set(own.map((event) => event.traceId).filter((traceId) => traceId !== undefined));
}

/** As `tenantsOfOrders` in the contract. */
export async function readTenants(
  snapshot: Snapshot,
  reader: SerialConnection,
  orderIds: readonly string[],
): Promise<string[][]> {
  const tenants = new Map(orderIds.map((orderId) => [orderId, new Set<string>()]));
  // Rows of order files have no order ID, so these orders are read one at a time.
  const asked = orderIds.length <= fewOrders ? orderIds.map((orderId) => [orderId]) : [orderIds];
  const keys = asked.flatMap((ids) => {
    const sources = eventSources(snapshot, ids);
    for (const tenantId of sources.rows.flatMap((row) => row.tenants))
      tenants.get(ids[0] ?? '')?.add(tenantId);
    return sources.keys;
  });
  for (const { tenantId, orderId } of await ordersMentioned(reader, [...new Set(keys)]))
    tenants.get(orderId)?.add(tenantId);
  for (const batch of snapshot.recent) {
    if (!orderIds.some((id) => batch.names.hasOrder(id) || batch.names.eventsOf(id).length > 0)) continue;
    for (const { order } of batch.changes()) tenants.get(order.orderId)?.add(order.tenantId);
  }
  return orderIds.map((orderId) => {
    const named = tenants.get(orderId) ?? new Set<string>();
    if (named.size > 1) named.delete('');
    return [...named].sort(compareTexts);
  });
}

/** As `changesAfter` in the contract: from the oldest run with later commits, or from the recent batches. */
export async function readChanges(
  snapshot: Snapshot,
  reader: SerialConnection,
  after: { readonly commit: bigint; readonly limit: number },
): Promise<CommittedChange[]> {
  for (const run of snapshot.runs) {
    if (run.lastCommit <= after.commit) continue;
    const changes = await mentionsAfter(reader, run.number, after);
    if (changes.length > 0) return changes;
  }
  const changes: CommittedChange[] = [];
  const commits = new Set<bigint>();
  for (const batch of snapshot.recent) {
    if (batch.commit <= after.commit || batch.changes().length === 0) continue;
    commits.add(batch.commit);
    if (commits.size > after.limit) break;
    changes.push(...batch.changes());
  }
  return changes;
}
