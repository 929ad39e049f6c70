import type {
  DiagnosisCode,
  EpochNanos,
  Fact,
  LogRecord,
  OrderEvent,
  OrderRef,
  OrderState,
  Situation,
  SpanKind,
  SpanStatus,
  TelemetryBatch,
} from '@ordertrace/model';
import type { CompanyNumbers } from './number-contract.js';
import type { Retention } from './retention.js';
import type { ProblemStates } from './problem-contract.js';
import type { FlowStatistics, HistorySave } from './flow-statistics.js';

/**
 * A store, by role. Everything in it is an append; order states are a fold over appends that the server keeps
 * beside them, and may drop and build again at any time.
 *
 * Common to all roles: parameters are objects; results stream; a missing thing is an empty stream or
 * `undefined`, never an error; a store that is full, closed or broken rejects with a `StoreError`.
 */
export interface Store
  extends
    TelemetryAppender,
    TelemetryReader,
    TelemetryFollower,
    OrderEventReader,
    OrderStates,
    FlowStatistics,
    Facts,
    Retention,
    ProblemStates,
    CompanyNumbers,
    Catalogue {
  /** What the store holds and what it costs. */
  statistics(): Promise<StoreStatistics>;
  /** Finishes what was acknowledged and frees everything; every later call rejects with `closed`. */
  close(): Promise<void>;
}

export interface TelemetryAppender {
  /**
   * Keeps a batch. Resolves when it is durable: a process killed the moment after loses nothing of it.
   * Batches are kept whole or not at all. Takes the batch over: its buffers may be moved to another thread.
   *
   * A record that is byte-identical to one already kept (a sender's retry) is not kept again, but counted in
   * `duplicates`; records with the same ids and other content are all kept.
   */
  append(batch: TelemetryBatch): Promise<Appended>;
}

export interface Appended {
  /** Grows with each durable commit; several batches may share one. */
  readonly commit: bigint;
  readonly spans: number;
  readonly logs: number;
  /** Order events that were not known of late. */
  readonly events: number;
  readonly duplicates: number;
}

/** A span as kept: the columns, and the rest as bytes that `packages/otlp` turns into a `Span`. */
export interface StoredSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startNanos: EpochNanos;
  readonly durationNanos: bigint;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly name: string;
  readonly service: string;
  readonly statusCode: string;
  /** The orders it names itself. */
  readonly orders: readonly OrderRef[];
  readonly body: Uint8Array;
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
}

export interface StoredLog {
  readonly timeNanos: EpochNanos;
  /** Absent where the line belongs to no trace. */
  readonly traceId?: string;
  readonly spanId?: string;
  readonly service: string;
  readonly severity: number;
  readonly eventName: LogRecord['eventName'];
  readonly orders: readonly OrderRef[];
  readonly body: Uint8Array;
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
}

export interface TelemetryReader {
  /**
   * All spans of the order, by start time: those that name it, and all others of the traces of those
   * (a trace found through one span that names the order comes whole). Only traces that name the order
   * under this tenant or without one count (see `NamedTraces`). No time range.
   */
  spansOfOrder(order: OrderRef): AsyncIterable<StoredSpan>;
  /** All log records of the order, by time: those that name it and those of its traces. */
  logsOfOrder(order: OrderRef): AsyncIterable<StoredLog>;
  /** All spans of a trace, by start time. Span ids that stand twice with other content come twice. */
  spansOfTrace(query: { readonly traceId: string }): AsyncIterable<StoredSpan>;
  logsOfTrace(query: { readonly traceId: string }): AsyncIterable<StoredLog>;
  /** Spans by what has a column, newest first. What has none, the caller filters as it streams. */
  findSpans(query: SpanQuery): AsyncIterable<StoredSpan>;
  /** Log records by what has a column, newest first. */
  findLogs(query: LogQuery): AsyncIterable<StoredLog>;
}

export interface SpanQuery {
  /** Of the start, as `toNanos`. */
  readonly fromNanos?: EpochNanos;
  /** Exclusive. */
  readonly toNanos?: EpochNanos;
  readonly service?: string;
  readonly name?: string;
  readonly status?: SpanStatus;
  readonly minDurationNanos?: bigint;
  readonly maxDurationNanos?: bigint;
}

export interface LogQuery {
  readonly fromNanos?: EpochNanos;
  /** Exclusive. */
  readonly toNanos?: EpochNanos;
  readonly service?: string;
  readonly minSeverity?: number;
  readonly eventName?: string;
}

/** How far someone has read who follows what is committed. */
export interface TelemetryPosition {
  readonly commit: bigint;
  /** Present where some of the next commits were told already; opaque, to be given back with `commit`. */
  readonly part?: string;
}

export interface TelemetryFollower {
  /**
   * Spans and log records that were committed after a position, oldest commits first, about `limitBytes` of their
   * bodies; and the position to ask from next, which does not move where there is nothing new. It outlives a
   * restart. What was removed since is left out; after a `part` some records may be told again.
   */
  telemetryAfter(
    query: TelemetryPosition & { readonly limitBytes: number },
  ): Promise<
    TelemetryPosition & { readonly spans: readonly StoredSpan[]; readonly logs: readonly StoredLog[] }
  >;
}

export interface OrderEventReader {
  /**
   * All events of these orders, in the order asked, then by time; equal ones once. Which events are whose, where
   * some name no tenant: see `NamedTraces`. Such events come under the tenant they are asked for.
   */
  eventsOfOrders(orders: readonly OrderRef[]): Promise<readonly OrderEvent[]>;
  /**
   * The tenants that have an order of this id, sorted; the empty tenant alone where telemetry names the id but
   * never with a tenant; nothing where the id is unknown.
   */
  tenantsOfOrder(orderId: string): Promise<readonly string[]>;
  /**
   * What was committed after `commit`, oldest first, for folds that follow the appends: which orders were
   * named (as they were named, so perhaps without tenant), with first and last time. Up to `limit` commits,
   * each whole. A store may tell of several commits of an order in one change, under the last
   * of them, and may so repeat what was told before: fold it again, the fold is the same.
   */
  changesAfter(query: { readonly commit: bigint; readonly limit: number }): Promise<readonly Change[]>;
}

/** What one commit means to one order. */
export interface Change {
  readonly commit: bigint;
  readonly order: OrderRef;
  /** Earliest start and latest end of what names the order. */
  readonly firstNanos: EpochNanos;
  readonly lastNanos: EpochNanos;
}

export interface OrderSave extends HistorySave {
  readonly orders: readonly OrderState[];
  readonly remove?: readonly OrderRef[];
  readonly commit: bigint;
}

/** Keeps what the server has folded, so that lists and counts need no fold. */
export interface OrderStates {
  /**
   * Replaces the states of these orders, drops those of `remove` (an order named without tenant, whose tenant is
   * known by now), with their histories, and notes that everything up to `commit` is in them, in one step.
   */
  saveOrders(save: OrderSave): Promise<void>;
  /** Up to which commit the saved states hold; 0 where nothing is saved. */
  savedCommit(): Promise<bigint>;
  order(ref: OrderRef): Promise<OrderState | undefined>;
  /** Those of them that are saved, in the order asked. */
  ordersByRef(refs: readonly OrderRef[]): Promise<readonly OrderState[]>;
  /**
   * One page; `next` is opaque and absent on the last page. Orders of equal sort value come by order id, then
   * tenant; a time that is absent counts as the earliest. Orders saved between two pages move nothing else.
   * A `cursor` that is none begins at the start.
   */
  listOrders(query: OrderQuery): Promise<OrderPage>;
  /** How many orders stand in each stage and situation; by tenant, stage, situation. */
  countOrders(query: OrderFilter): Promise<readonly OrderCount[]>;
  /** Open orders whose `checkNanos` has passed, soonest first. */
  ordersToCheck(query: {
    readonly nowNanos: EpochNanos;
    readonly limit: number;
  }): Promise<readonly OrderState[]>;
}

export interface OrderFilter {
  /** Part of the order id, or the whole of it; case counts. */
  readonly text?: string;
  readonly tenantId?: string;
  /** Name of the flow it follows. */
  readonly flow?: string;
  readonly stage?: string;
  readonly situation?: Situation;
  readonly code?: DiagnosisCode;
  /** `true`: only open orders; `false`: only closed ones. */
  readonly open?: boolean;
  /** `true`: only orders that the customer has left; `false`: all others. */
  readonly abandoned?: boolean;
  /** Entered their stage before it. */
  readonly stageBeforeNanos?: EpochNanos;
  /** Closed at it or later. */
  readonly closedFromNanos?: EpochNanos;
  /** Closed before it. */
  readonly closedToNanos?: EpochNanos;
  /** By the state of the order's problem; `none`: it has no unresolved one. */
  readonly problem?: 'open' | 'acknowledged' | 'unresolved' | 'none';
}

export const orderSorts = ['stage_since', 'created_at', 'last_seen_at', 'order_id'] as const;
export type OrderSort = (typeof orderSorts)[number];

export interface OrderQuery extends OrderFilter {
  readonly sort: OrderSort;
  readonly descending: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface OrderPage {
  readonly orders: readonly OrderState[];
  readonly next?: string;
}

export interface OrderCount {
  readonly tenantId: string;
  readonly stage: string;
  /** Absent for closed orders. */
  readonly situation?: Situation;
  readonly count: number;
  /** When the one of them that rests longest entered its stage. */
  readonly oldestNanos: EpochNanos;
}

/** What people and the server did, as appends; states such as a problem's are folds over them. */
export interface Facts {
  /** Keeps these facts, those of ids that are kept already left out. Durable when resolved; all or none. */
  appendFacts(facts: readonly Fact[]): Promise<void>;
  /**
   * One page, by time, then id; `next` is opaque and absent on the last page. A `cursor` that is none begins at
   * the start.
   */
  facts(query: FactQuery): Promise<FactPage>;
}

export interface FactQuery {
  /** Exact kinds, or prefixes that end in a dot: `problem.`. */
  readonly kinds?: readonly string[];
  readonly subject?: string;
  readonly order?: OrderRef;
  readonly tenantId?: string;
  readonly actor?: string;
  readonly fromNanos?: EpochNanos;
  /** Exclusive. */
  readonly toNanos?: EpochNanos;
  /** Latest first. */
  readonly descending?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface FactPage {
  readonly facts: readonly Fact[];
  readonly next?: string;
}

/** All sorted; texts sort by their UTF-8 bytes. */
export interface Catalogue {
  services(): Promise<readonly string[]>;
  operations(query: {
    readonly service: string;
  }): Promise<readonly { readonly name: string; readonly kind: SpanKind }[]>;
  /** Tenants that telemetry names. */
  tenants(): Promise<readonly string[]>;
}

export interface StoreStatistics {
  readonly spans: number;
  readonly logs: number;
  /** Saved order states. */
  readonly orders: number;
  readonly bytesOnDisk: number;
  readonly lastCommit: bigint;
}
