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
export { orderSorts } from './order-contract.js';
export type * from './telemetry-contract.js';

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
    JourneyReader,
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
