import {
  isSameOrder,
  orderRefText,
  spanKinds,
  spanRefText,
  type Hop,
  type HopSpan,
  type OrderRef,
  type SpanRef,
  type TelemetryBatch,
} from '@ordertrace/model';
import { spanAt } from '@ordertrace/store';
import type { Envelope } from '../receive/envelope.js';
import { storedHopSpan } from '../telemetry/stored-hop-span.js';
import { keptRow, namedBatch, type KeptRow } from './named-batch.js';

/** A receiver's span that names no order, with the references by which its order may be found. */
interface Unnamed {
  readonly row: KeptRow;
  readonly span: HopSpan;
  readonly keys: readonly string[];
  /** The tenant, where the sender of the telemetry may report for one tenant only. */
  readonly tenantId: string | undefined;
  readonly bytes: number;
}

interface PendingMessage {
  /** Reference to the span that sent it. */
  readonly sender: string;
  readonly orders: Map<string, OrderRef>;
  /** Whether another span sent something under the same message id. It is then unknown which one was received. */
  doubtful: boolean;
}

const bytesAtMost = 16 * 1024 * 1024;
const awaitedAtMost = 50_000;
/** Memory of a record in addition to its own bytes. */
const overheadBytes = 500;
const consumer = spanKinds.indexOf('consumer');

function linkKey(ref: SpanRef): string {
  return spanRefText(ref);
}

function messageKey(messageId: string, destination: string): string {
  return `${messageId}\n${destination}`;
}

/**
 * Receivers in separate traces that name no order. An example is a consumer of a batch of messages, which has only
 * links to their senders. Their orders are found by these links, or by message id, among the messages in transit. The
 * receivers are then stored again under these orders. Sender and receiver may arrive in any order. Bounded: the oldest
 * are removed.
 */
export class UnnamedReceivers {
  readonly #unnamed = new Map<string, Set<Unnamed>>();
  readonly #oldestFirst = new Set<Unnamed>();
  readonly #awaited = new Map<string, PendingMessage>();
  readonly #found = new Map<Unnamed, Map<string, OrderRef>>();
  #bytes = 0;

  /** Checks a batch before it is stored. */
  saw(envelope: Envelope): void {
    const { kind, orders, length } = envelope.batch.spans;
    let entry = 0;
    for (let row = 0; row < length; row++) {
      while (entry < orders.length && (orders.row[entry] ?? 0) < row) entry++;
      if (kind[row] !== consumer || (entry < orders.length && orders.row[entry] === row)) continue;
      this.#add(envelope, row);
    }
  }

  /** Records the order's sendings that are in transit or have no known receiver. */
  sent(order: OrderRef, hops: readonly Hop[]): void {
    for (const hop of hops) {
      if (hop.state === 'delivered') continue;
      for (const key of keysOfHop(hop)) this.#await(key, hop, order);
    }
  }

  /**
   * Takes out receivers whose orders have become known, as batches that name these orders. The caller must append them.
   */
  take(): readonly TelemetryBatch[] {
    const batches = [...this.#found].map(([{ row }, orders]) => namedBatch(row, [...orders.values()]));
    this.#found.clear();
    return batches;
  }

  /** Drops everything. After an erasure from the store, the erased records would otherwise be stored again. */
  clear(): void {
    for (const known of [this.#unnamed, this.#oldestFirst, this.#awaited, this.#found]) known.clear();
    this.#bytes = 0;
  }

  #add({ batch, tenantId }: Envelope, row: number): void {
    const stored = spanAt(batch, row);
    const span = storedHopSpan(stored);
    const keys = keysOfReceiver(span);
    if (keys.length === 0) return;
    const kept = keptRow(batch, row);
    const bytes = kept.body.length + kept.resource.length + kept.scope.length + overheadBytes;
    const unnamed = { row: kept, span, keys, tenantId, bytes };
    this.#bytes += bytes;
    this.#oldestFirst.add(unnamed);
    for (const key of keys) {
      const known = this.#unnamed.get(key);
      if (known === undefined) this.#unnamed.set(key, new Set([unnamed]));
      else known.add(unnamed);
      const awaited = this.#awaited.get(key);
      if (awaited !== undefined && !awaited.doubtful)
        for (const order of awaited.orders.values()) this.#find(unnamed, order);
    }
    for (const oldest of this.#oldestFirst) {
      if (this.#bytes <= bytesAtMost) break;
      this.#forget(oldest);
    }
  }

  #forget(unnamed: Unnamed): void {
    this.#oldestFirst.delete(unnamed);
    this.#bytes -= unnamed.bytes;
    for (const key of unnamed.keys) {
      const known = this.#unnamed.get(key);
      known?.delete(unnamed);
      if (known?.size === 0) this.#unnamed.delete(key);
    }
  }

  #await(key: string, hop: Hop, order: OrderRef): void {
    const sender = spanRefText(hop.from);
    const awaited = this.#awaited.get(key) ?? {
      sender,
      orders: new Map<string, OrderRef>(),
      doubtful: false,
    };
    if (awaited.sender !== sender) awaited.doubtful = true;
    awaited.orders.set(orderRefText(order), { tenantId: order.tenantId, orderId: order.orderId });
    this.#awaited.set(key, awaited);
    for (const oldest of this.#awaited.keys()) {
      if (this.#awaited.size <= awaitedAtMost) break;
      this.#awaited.delete(oldest);
    }
    if (awaited.doubtful) return;
    const known = new Set(hop.to.map(spanRefText));
    for (const unnamed of this.#unnamed.get(key) ?? [])
      if (!known.has(spanRefText(unnamed.span))) this.#find(unnamed, order);
  }

  #find(unnamed: Unnamed, order: OrderRef): void {
    if (unnamed.tenantId !== undefined && unnamed.tenantId !== order.tenantId) return;
    const orders = this.#found.get(unnamed) ?? new Map<string, OrderRef>();
    if ([...orders.values()].some((known) => isSameOrder(known, order))) return;
    orders.set(orderRefText(order), { tenantId: order.tenantId, orderId: order.orderId });
    this.#found.set(unnamed, orders);
  }
}

function keysOfReceiver({ traceId, links, messageId, destination }: HopSpan): readonly string[] {
  const elsewhere = links.filter((link) => link.traceId !== traceId).map(linkKey);
  if (messageId === undefined || destination === undefined) return elsewhere;
  return [...elsewhere, messageKey(messageId, destination)];
}

function keysOfHop({ from, resent, kind, messageId, destination }: Hop): readonly string[] {
  if (kind !== 'message') return [];
  const links = [from, ...resent].map(linkKey);
  return messageId === undefined ? links : [...links, messageKey(messageId, destination)];
}
