import {
  isSameOrder,
  orderRefText,
  type OrderEvent,
  type OrderRef,
  type TelemetryBatch,
} from '@ordertrace/model';
import type {
  Appended,
  Change,
  ChangeQuery,
  FollowedRecords,
  FollowQuery,
  OrderRecords,
  StoredLog,
  StoredSpan,
} from '../contract.js';
import { placeOf, positionAt } from '../counted-positions.js';
import type { Position } from '../position.js';
import { eventsOfOrder, NamedTraces, namesOrder, orderEventText } from '../naming.js';
import { byLogTime, bySpanStart, logAt, spanAt } from '../records.js';

/** All appended telemetry as values, and the changes of each append by order. */
export class KeptTelemetry {
  spans: StoredSpan[] = [];
  logs: StoredLog[] = [];
  events: OrderEvent[] = [];
  changes: Change[] = [];
  commit = 0n;
  readonly #seen = new Set<string>();
  readonly #commits = new Map<StoredSpan | StoredLog, bigint>();

  append(batch: TelemetryBatch): Appended {
    const spans = newRows(batch.spans, 'span', this.#seen).map((row) => spanAt(batch, row));
    const logs = newRows(batch.logs, 'log', this.#seen).map((row) => logAt(batch, row));
    const events = batch.events.filter((event) => firstSight(this.#seen, orderEventText(event)));
    const duplicates = batch.spans.length + batch.logs.length - spans.length - logs.length;
    if (spans.length + logs.length + events.length > 0) {
      this.commit += 1n;
      this.spans.push(...spans);
      this.logs.push(...logs);
      this.events.push(...events);
      this.changes.push(...changesOf(positionAt({ commit: this.commit }), { spans, logs, events }));
      for (const record of [...spans, ...logs]) this.#commits.set(record, this.commit);
    }
    return {
      position: positionAt({ commit: this.commit }),
      spans: spans.length,
      logs: logs.length,
      events: events.length,
      duplicates,
    };
  }

  /** As `telemetryAfter` in the contract, but always with whole commits. */
  after({ after, limitBytes }: FollowQuery): FollowedRecords {
    const { commit } = placeOf(after);
    const commitOf = (record: StoredSpan | StoredLog) => this.#commits.get(record) ?? 0n;
    let bytes = 0;
    let last = commit;
    for (const record of [...this.spans, ...this.logs].sort((a, b) => Number(commitOf(a) - commitOf(b)))) {
      if (commitOf(record) <= commit) continue;
      if (bytes >= limitBytes && commitOf(record) > last) break;
      last = commitOf(record);
      bytes += record.body.length;
    }
    const isNext = (record: StoredSpan | StoredLog) => commitOf(record) > commit && commitOf(record) <= last;
    return {
      position: positionAt({ commit: last }),
      spans: this.spans.filter(isNext),
      logs: this.logs.filter(isNext),
    };
  }

  changesAfter({ after, limit }: ChangeQuery): Change[] {
    const { commit } = placeOf(after);
    const later = this.changes.filter(({ position }) => placeOf(position).commit > commit);
    const positions = new Set([...new Set(later.map(({ position }) => position))].slice(0, limit));
    return later.filter(({ position }) => positions.has(position));
  }

  /** Removes everything that fails the tests. */
  keepOnly({ span, log, event = () => true }: Tests): void {
    this.spans = this.spans.filter(span);
    this.logs = this.logs.filter(log);
    this.events = this.events.filter(event);
  }

  /** Replaces each value. */
  change({ span, log, event }: Mappings): void {
    const moved =
      <T extends StoredSpan | StoredLog>(change: (record: T) => T) =>
      (record: T) => {
        const changed = change(record);
        this.#commits.set(changed, this.#commits.get(record) ?? 0n);
        return changed;
      };
    this.spans = this.spans.map(moved(span));
    this.logs = this.logs.map(moved(log));
    this.events = this.events.map(event);
  }

  /**
   * Removes the events and changes of the order; with `withUnnamed`, also those that name its ID without a tenant.
   */
  dropOrder(order: OrderRef, withUnnamed: boolean): void {
    const isOther = (named: OrderRef) =>
      !(withUnnamed ? namesOrder(named, order) : isSameOrder(named, order));
    this.events = this.events.filter(isOther);
    this.changes = this.changes.filter((change) => isOther(change.order));
  }

  /** All orders that telemetry names, with or without tenant. */
  orders(): OrderRef[] {
    return this.changes.map(({ order }) => order);
  }

  tenantsOf(orderId: string): string[] {
    return this.orders().flatMap((order) => (order.orderId === orderId ? [order.tenantId] : []));
  }

  /** The traces of the order (see `NamedTraces`). */
  tracesOfOrder(order: OrderRef): Set<string> {
    const traces = new NamedTraces();
    for (const { traceId, orders } of [...this.spans, ...this.logs]) {
      if (traceId === undefined) continue;
      for (const named of orders) if (named.orderId === order.orderId) traces.add(traceId, named.tenantId);
    }
    for (const { orderId, tenantId, traceId } of this.events)
      if (traceId !== undefined && orderId === order.orderId) traces.add(traceId, tenantId);
    return traces.ofTenant(order.tenantId);
  }

  recordsOf({ tenantId, orderId }: OrderRef): OrderRecords {
    const order = { tenantId, orderId };
    const traces = this.tracesOfOrder(order);
    return {
      order,
      events: eventsOfOrder(this.events, order, traces),
      spans: this.spans.filter((span) => traces.has(span.traceId)).sort(bySpanStart),
      logs: this.logs
        .filter(({ traceId, orders }) =>
          traceId === undefined ? orders.some((named) => namesOrder(named, order)) : traces.has(traceId),
        )
        .sort(byLogTime),
    };
  }
}

interface Tests {
  readonly span: (span: StoredSpan) => boolean;
  readonly log: (log: StoredLog) => boolean;
  readonly event?: (event: OrderEvent) => boolean;
}

interface Mappings {
  readonly span: (span: StoredSpan) => StoredSpan;
  readonly log: (log: StoredLog) => StoredLog;
  readonly event: (event: OrderEvent) => OrderEvent;
}

function firstSight(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** Rows with new content. They are recorded as seen. */
function newRows(
  columns: { readonly length: number; readonly contentHash: BigUint64Array },
  what: string,
  seen: Set<string>,
): number[] {
  const rows = Array.from({ length: columns.length }, (_, row) => row);
  return rows.filter((row) => firstSight(seen, `${what} ${String(columns.contentHash[row])}`));
}

interface Appending {
  readonly spans: readonly StoredSpan[];
  readonly logs: readonly StoredLog[];
  readonly events: readonly OrderEvent[];
}

function changesOf(position: Position, { spans, logs, events }: Appending): Change[] {
  const changes = new Map<string, { order: OrderRef; first: bigint; last: bigint }>();
  const note = (order: OrderRef, first: bigint, last: bigint) => {
    const key = orderRefText(order);
    const known = changes.get(key);
    const change = known ?? {
      order: { tenantId: order.tenantId, orderId: order.orderId },
      first,
      last,
    };
    if (first < change.first) change.first = first;
    if (last > change.last) change.last = last;
    changes.set(key, change);
  };
  for (const span of spans)
    for (const order of span.orders) note(order, span.startNanos, span.startNanos + span.durationNanos);
  for (const log of logs) for (const order of log.orders) note(order, log.timeNanos, log.timeNanos);
  for (const event of events) note(event, event.timeNanos, event.timeNanos);
  return [...changes.values()].map(({ order, first, last }) => ({
    position,
    order,
    firstNanos: first,
    lastNanos: last,
  }));
}
