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

/** Appends telemetry, and reads it by order, by trace, by time, and in the sequence of the commits. */
export interface TelemetryStore
  extends TelemetryAppender, TelemetryReader, TelemetryFollower, OrderEventReader, Catalogue, StoreLifecycle {
  statistics(): Promise<TelemetryStatistics>;
}

/**
 * The results of the server's fold: states of orders and problems, with lists, counts and statistics. They
 * may be dropped and rebuilt at any time.
 */
export interface StateStore
  extends OrderStates, ProblemStates, FlowStatistics, CompanyNumbers, StoreLifecycle {
  statistics(): Promise<StateStatistics>;
}

/** Actions of people and the server. */
export interface FactStore extends Facts, StoreLifecycle {}

/**
 * A whole store. All its content is appended; states are a fold over it.
 *
 * All contracts share these rules: Parameters are objects. Results stream. A missing item is an empty stream
 * or `undefined`, never an error. A full, closed or broken store rejects with a `StoreError`.
 */
export interface Store extends TelemetryStore, StateStore, FactStore, JourneyReader, Retention {
  /** The content of the store and its cost. */
  statistics(): Promise<StoreStatistics>;
}

export interface StoreLifecycle {
  readonly capabilities: StoreCapabilities;
  /** Completes acknowledged work and frees all resources. Every later call rejects with `closed`. */
  close(): Promise<void>;
}

/** Optional abilities of a store, beyond the contract. */
export interface StoreCapabilities {
  /** Acknowledged data survives the end of the process. */
  readonly durable: boolean;
  /**
   * Every repeat of a record counts as a duplicate, however late it arrives. If false, the store forgets the
   * hashes of old records: a very late repeat is stored again and counted as new. Reads return it once in
   * both cases.
   */
  readonly exactDuplicates: boolean;
}

/** All lists are sorted; texts sort by their UTF-8 bytes. */
export interface Catalogue {
  services(): Promise<readonly string[]>;
  operations(query: {
    readonly service: string;
  }): Promise<readonly { readonly name: string; readonly kind: SpanKind }[]>;
  /** The tenants in the telemetry. */
  tenants(): Promise<readonly string[]>;
}

export interface TelemetryStatistics {
  readonly spans: number;
  readonly logs: number;
  readonly bytesOnDisk: number;
}

export interface StateStatistics {
  /** Saved order states. */
  readonly orders: number;
}

export interface StoreStatistics extends TelemetryStatistics, StateStatistics {}
