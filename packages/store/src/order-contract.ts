import type {
  DiagnosisCode,
  EpochNanos,
  OrderEvent,
  OrderRef,
  OrderState,
  Situation,
} from '@ordertrace/model';
import type { HistorySave } from './flow-statistics.js';

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
  /** The same of several order ids, in the order asked. */
  tenantsOfOrders(orderIds: readonly string[]): Promise<readonly (readonly string[])[]>;
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
  /** `true`: only orders at risk of missing a deadline; `false`: all others. */
  readonly atRisk?: boolean;
  /** Entered their stage before it. */
  readonly stageBeforeNanos?: EpochNanos;
  /** Closed at it or later. */
  readonly closedFromNanos?: EpochNanos;
  /** Closed before it. */
  readonly closedToNanos?: EpochNanos;
  /** Where its history comes from: `live`, `imported`, or one log's `imported:LOG`. Orders without a history match none. */
  readonly source?: string;
  /** Its history begins at it or later. */
  readonly firstFromNanos?: EpochNanos;
  /** Its history begins before it. */
  readonly firstToNanos?: EpochNanos;
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
