import type { OrderRef, TelemetryBatch } from '@ordertrace/model';
import {
  CountedPositions,
  distinctOrders,
  placeOf,
  logAt,
  positionAt,
  spanAt,
  StoreError,
  type Appended,
  type ChangeQuery,
  type FollowQuery,
  type LogQuery,
  type OrderRecords,
  type SpanQuery,
  type StoredLog,
  type StoredSpan,
} from '@ordertrace/store';
import { packBatch, unpackBatch } from './bytes/batch-bytes.js';
import type { StreamRequest } from './reading/record-stream.js';
import { joinedOrders } from './reading/joined-orders.js';
import { refOf } from './tables/order-state-columns.js';
import { unpackChanges, unpackEvents } from './bytes/packed-events.js';
import type { StoreThread } from './worker/store-thread.js';

const overloadedRetryMs = 1000;

/** The telemetry of the store, for other threads. */
export abstract class TelemetryCalls {
  protected readonly thread: StoreThread;
  readonly #queueLimit: number;
  readonly positions = new CountedPositions(() => this.thread.call('lastCommit', undefined));

  #queued = 0;

  constructor(thread: StoreThread, queueLimit: number) {
    this.thread = thread;
    this.#queueLimit = queueLimit;
  }

  async append(batch: TelemetryBatch): Promise<Appended> {
    if (this.#queued > this.#queueLimit)
      throw new StoreError('overloaded', 'More telemetry waits to be written than may.', {
        retryAfterMs: overloadedRetryMs,
      });
    const packed = packBatch(batch);
    const bytes = packed.length;
    this.#queued += bytes;
    try {
      const { commit, ...counts } = await this.thread.call('append', packed, [packed.buffer]);
      return { position: positionAt({ commit }), ...counts };
    } finally {
      this.#queued -= bytes;
    }
  }

  spansOfTrace({ traceId }: { readonly traceId: string }): AsyncIterable<StoredSpan> {
    return this.#spans({ of: 'trace', kind: 'span', traceId });
  }

  logsOfTrace({ traceId }: { readonly traceId: string }): AsyncIterable<StoredLog> {
    return this.#logs({ of: 'trace', kind: 'log', traceId });
  }

  findSpans(query: SpanQuery): AsyncIterable<StoredSpan> {
    return this.#spans({ of: 'spans', query });
  }

  findLogs(query: LogQuery): AsyncIterable<StoredLog> {
    return this.#logs({ of: 'logs', query });
  }

  async telemetryAfter({ after, limitBytes }: FollowQuery) {
    const { place, packed } = await this.thread.call('telemetryAfter', { ...placeOf(after), limitBytes });
    const batch = unpackBatch(packed);
    const spans = Array.from({ length: batch.spans.length }, (_, row) => spanAt(batch, row));
    const logs = Array.from({ length: batch.logs.length }, (_, row) => logAt(batch, row));
    return { position: positionAt(place), spans, logs };
  }

  async eventsOfOrders(orders: readonly OrderRef[]) {
    return unpackEvents(await this.thread.call('eventsOfOrders', orders.map(refOf)));
  }

  async *recordsOfOrders(orders: readonly OrderRef[]): AsyncIterable<OrderRecords> {
    if (orders.length === 0) return;
    const refs = distinctOrders(orders);
    const first = await this.thread.call('ordersOpen', {
      orders: refs,
      withStates: false,
      withProblems: false,
    });
    yield* joinedOrders(refs, unpackEvents(first.events), this.thread.pieces(first));
  }

  async tenantsOfOrder(orderId: string) {
    const [tenants = []] = await this.tenantsOfOrders([orderId]);
    return tenants;
  }

  tenantsOfOrders(orderIds: readonly string[]) {
    return this.thread.call('tenantsOfOrders', orderIds);
  }

  async changesAfter({ after, limit }: ChangeQuery) {
    const { commit } = placeOf(after);
    return unpackChanges(await this.thread.call('changesAfter', { commit, limit }));
  }

  services() {
    return this.thread.call('services', undefined);
  }

  operations({ service }: { readonly service: string }) {
    return this.thread.call('operations', service);
  }

  tenants() {
    return this.thread.call('tenants', undefined);
  }

  async *#spans(request: StreamRequest): AsyncIterable<StoredSpan> {
    for await (const { packed } of this.thread.pieces(await this.thread.call('streamOpen', request))) {
      const batch = unpackBatch(packed);
      for (let row = 0; row < batch.spans.length; row++) yield spanAt(batch, row);
    }
  }

  async *#logs(request: StreamRequest): AsyncIterable<StoredLog> {
    for await (const { packed } of this.thread.pieces(await this.thread.call('streamOpen', request))) {
      const batch = unpackBatch(packed);
      for (let row = 0; row < batch.logs.length; row++) yield logAt(batch, row);
    }
  }
}
