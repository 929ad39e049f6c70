import type {
  DiagnosisCode,
  EpochNanos,
  OrderEvent,
  OrderRef,
  OrderState,
  Situation,
} from '@ordertrace/model';
import type { HistorySave } from './flow-statistics.js';
import type { Position } from './position.js';

export interface OrderEventReader {
  /**
   * All events of these orders, in the sequence of the query, then by time, without duplicates. `NamedTraces`
   * defines the order of an event without tenant. Such an event is returned with the requested tenant.
   */
  eventsOfOrders(orders: readonly OrderRef[]): Promise<readonly OrderEvent[]>;
  /**
   * The tenants that have an order with this ID, sorted. The empty tenant alone if telemetry names the ID,
   * but never with a tenant. Empty if the ID is unknown.
   */
  tenantsOfOrder(orderId: string): Promise<readonly string[]>;
  /** As `tenantsOfOrder`, for several order IDs, in the sequence of the query. */
  tenantsOfOrders(orderIds: readonly string[]): Promise<readonly (readonly string[])[]>;
  /**
   * The changes after a position, oldest first, for folds that follow the appends. Each change names an order
   * as telemetry did (perhaps without tenant), with first and last time. Returns the changes of up to `limit`
   * positions, each whole.
   *
   * A store may merge several changes of an order into one at the last of their positions. It may then repeat
   * earlier changes; folding them again returns the same result.
   */
  changesAfter(query: ChangeQuery): Promise<readonly Change[]>;
}

export interface ChangeQuery {
  readonly after: Position;
  readonly limit: number;
}

/** New telemetry of one order. */
export interface Change {
  /** The position after the change. */
  readonly position: Position;
  readonly order: OrderRef;
  /** Earliest start and latest end of the records that name the order. */
  readonly firstNanos: EpochNanos;
  readonly lastNanos: EpochNanos;
}

/** A saved state. */
export interface SavedOrder extends OrderState {
  /** Increases with each save of the order; at least 1. */
  readonly version: number;
}

/** A state to save. */
export interface NewOrderState extends OrderState {
  /** The version of the saved state that it replaces; absent for an order without one. */
  readonly version?: number;
}

export interface OrderSave extends HistorySave {
  readonly orders: readonly NewOrderState[];
  readonly remove?: readonly OrderRef[];
  /** Everything before it is included in the saved states; absent if that is unchanged. */
  readonly position?: Position;
}

export interface OrderSaveReport {
  /** Orders that were saved by another writer since they were read. */
  readonly refused: readonly OrderRef[];
}

/** Stores the results of the server's fold, so that lists and counts need no fold. */
export interface OrderStates {
  /**
   * Replaces the states of these orders, and records their position, in one step. Drops the states and
   * histories of `remove`: orders without tenant, whose tenant is known now.
   *
   * A state is refused if its version is not the saved one, so that a late save never replaces a newer state.
   * Its history is refused too, and the position is not recorded. All other states are saved.
   */
  saveOrders(save: OrderSave): Promise<OrderSaveReport>;
  /** The position that was recorded last; the start if there is none. */
  savedPosition(): Promise<Position>;
  order(ref: OrderRef): Promise<SavedOrder | undefined>;
  /** The saved states among these, in the sequence of the query. */
  ordersByRef(refs: readonly OrderRef[]): Promise<readonly SavedOrder[]>;
  /**
   * Returns one page; `next` is opaque and absent on the last page. Ties sort by order ID, then tenant. An
   * absent time counts as the earliest. Orders saved between two pages don't move other orders.
   * @throws StoreError `invalid_cursor`
   */
  listOrders(query: OrderQuery): Promise<OrderPage>;
  /** The number of orders in each stage and situation; sorted by tenant, stage, situation. */
  countOrders(query: OrderFilter): Promise<readonly OrderCount[]>;
  /** Orders whose `checkNanos` has passed, earliest first; closed orders too where one is set. */
  ordersToCheck(query: {
    readonly nowNanos: EpochNanos;
    readonly limit: number;
  }): Promise<readonly SavedOrder[]>;
}

export interface OrderFilter {
  /** The order ID or a part of it; case-sensitive. */
  readonly text?: string;
  /** Orders with this ID match too, besides those with `text`. */
  readonly orId?: string;
  readonly tenantId?: string;
  /** The name of the order's flow. */
  readonly flow?: string;
  readonly stage?: string;
  readonly situation?: Situation;
  readonly code?: DiagnosisCode;
  /** `true`: only open orders; `false`: only closed ones. */
  readonly open?: boolean;
  /** `true`: only orders that the customer abandoned; `false`: all others. */
  readonly abandoned?: boolean;
  /** `true`: only orders at risk of missing a deadline; `false`: all others. */
  readonly atRisk?: boolean;
  /** Created at this time or later; by the time of the first sign where the creation is unknown. */
  readonly createdFromNanos?: EpochNanos;
  /** Created before this time. */
  readonly createdToNanos?: EpochNanos;
  /** Entered their stage before this time. */
  readonly stageBeforeNanos?: EpochNanos;
  /** Closed at this time or later. */
  readonly closedFromNanos?: EpochNanos;
  /** Closed before this time. */
  readonly closedToNanos?: EpochNanos;
  /**
   * The source of the history: `live`, `imported`, or one log's `imported:LOG`. Orders without a history
   * match none.
   */
  readonly source?: string;
  /** The history starts at this time or later. */
  readonly firstFromNanos?: EpochNanos;
  /** The history starts before this time. */
  readonly firstToNanos?: EpochNanos;
  /** By the state of the order's problem; `none` for orders without an unresolved problem. */
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
  readonly orders: readonly SavedOrder[];
  readonly next?: string;
}

export interface OrderCount {
  readonly tenantId: string;
  readonly stage: string;
  /** Absent for closed orders. */
  readonly situation?: Situation;
  readonly count: number;
  /** When the order that has been there longest entered its stage. */
  readonly oldestNanos: EpochNanos;
}
