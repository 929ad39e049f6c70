import type { SpanKind } from '@ordertrace/model';
import type { Facts } from './fact-contract.js';
import type { FlowStatistics } from './flow-statistics.js';
import type { CompanyNumbers } from './number-contract.js';
import type { OrderEventReader, OrderStates } from './order-contract.js';
import type { ProblemStates } from './problem-contract.js';
import type { Retention } from './retention.js';
import type { JourneyReader } from './journey-contract.js';
import type { TelemetryAppender, TelemetryFollower, TelemetryReader } from './telemetry-contract.js';

export type * from './fact-contract.js';
export type * from './journey-contract.js';
export type * from './order-contract.js';
export type * from './telemetry-contract.js';

/** What was appended, and what is read of it: by order, by trace, by time, and in the order of the commits. */
export interface TelemetryStore
  extends TelemetryAppender, TelemetryReader, TelemetryFollower, OrderEventReader, Catalogue, StoreLifecycle {
  statistics(): Promise<TelemetryStatistics>;
}

/**
 * What the server has folded: the states of orders and problems, with lists, counts and statistics over them. It may be
 * dropped and folded again at any time.
 */
export interface StateStore
  extends OrderStates, ProblemStates, FlowStatistics, CompanyNumbers, StoreLifecycle {
  statistics(): Promise<StateStatistics>;
}

/** What people and the server did. */
export interface FactStore extends Facts, StoreLifecycle {}

/**
 * A whole store. Everything in it is an append; states are a fold over appends.
 *
 * Common to all contracts: parameters are objects; results stream; a missing thing is an empty stream or
 * `undefined`, never an error; a store that is full, closed or broken rejects with a `StoreError`.
 */
export interface Store extends TelemetryStore, StateStore, FactStore, JourneyReader, Retention {
  /** What the store holds and what it costs. */
  statistics(): Promise<StoreStatistics>;
}

export interface StoreLifecycle {
  readonly capabilities: StoreCapabilities;
  /** Finishes what was acknowledged and frees everything; every later call rejects with `closed`. */
  close(): Promise<void>;
}

/** What a store can give beyond the contract's least. */
export interface StoreCapabilities {
  /** What was acknowledged outlives the process. */
  readonly durable: boolean;
  /**
   * Every repeat of a record counts as a duplicate, however late it comes. Otherwise a store forgets old records' hashes:
   * a very late repeat is stored again and counted as new. Reading gives it once in both cases.
   */
  readonly exactDuplicates: boolean;
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

export interface TelemetryStatistics {
  readonly spans: number;
  readonly logs: number;
  readonly bytesOnDisk: number;
  readonly lastCommit: bigint;
}

export interface StateStatistics {
  /** Saved order states. */
  readonly orders: number;
}

export interface StoreStatistics extends TelemetryStatistics, StateStatistics {}
