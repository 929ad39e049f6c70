import type { FlowQuestion, FlowQuestions, OrderRef } from '@ordertrace/model';
import type {
  CommitPlace,
  ErasureReport,
  ErasureRequest,
  CausePage,
  CheckProgress,
  CheckReport,
  CheckRequest,
  CauseQuery,
  CompanyNumbers,
  LeadTimes,
  ProblemHours,
  Unresolved,
  FactQuery,
  OrderCount,
  OrderFilter,
  OrderQuery,
  ProblemQuery,
  RetentionReport,
  StoreDamage,
  StoreStatistics,
} from '@ordertrace/store';
import type { PreparedBackup } from '../backup/prepare-backup.js';
import type { Committed } from '../engine/telemetry-engine.js';
import type { NamedOperation } from '../engine/catalogue.js';
import type { RetentionJob, RetentionProgress } from '../engine/retention-engine.js';
import type { OrdersRequest } from '../engine/store-engine.js';
import type { StreamRequest } from '../reading/record-stream.js';
import type { OrderRowCount } from '../reading/order-pieces.js';
import type { FollowRequest } from '../reading/follow.js';
import type { FactRow } from '../tables/facts.js';
import type { OrderStateRow, OrderStateSave } from '../tables/order-state-columns.js';
import type { ProblemRow } from '../tables/problem-rows.js';
import type { FailureMessage } from '../failures/failure-message.js';

/** The calls of the store's thread, by name: the parameter, then the result. */
export interface Calls {
  append: [Uint8Array<ArrayBuffer>, Committed];
  streamOpen: [StreamRequest, StreamPiece];
  streamNext: [number, StreamPiece];
  streamClose: [number, undefined];
  lastCommit: [undefined, bigint];
  telemetryAfter: [FollowRequest, FollowedPiece];
  /** The result is from `packEvents`. */
  eventsOfOrders: [readonly OrderRef[], string];
  ordersOpen: [OrdersRequest, OrdersOpened];
  tenantsOfOrders: [readonly string[], readonly (readonly string[])[]];
  /** The result is from `packChanges`. */
  changesAfter: [{ readonly commit: bigint; readonly limit: number }, string];
  /** The result lists the orders whose version is another; then nothing is saved. */
  saveOrders: [OrderStateSave, readonly OrderRef[]];
  savedCommit: [undefined, bigint];
  ordersByRef: [readonly OrderRef[], readonly OrderStateRow[]];
  listOrders: [OrderQuery, readonly OrderStateRow[]];
  countOrders: [OrderFilter, readonly OrderCount[]];
  ordersToCheck: [{ readonly nowNanos: bigint; readonly limit: number }, readonly OrderStateRow[]];
  flow: [FlowCall, unknown];
  appendFacts: [readonly FactRow[], undefined];
  facts: [FactQuery, readonly FactRow[]];
  saveProblems: [{ readonly facts: readonly FactRow[]; readonly problems: readonly ProblemRow[] }, undefined];
  /** Problems are transferred as their facts. */
  problemsById: [readonly string[], readonly string[]];
  problemsOfOrders: [readonly OrderRef[], readonly string[]];
  /** A page, and one more item if there is a next page. */
  listProblems: [ProblemQuery, { readonly rows: readonly string[]; readonly total: number }];
  listCauses: [CauseQuery, CausePage];
  leadTimes: [Parameters<CompanyNumbers['leadTimes']>[0], readonly LeadTimes[]];
  unresolvedAt: [Parameters<CompanyNumbers['unresolvedAt']>[0], readonly Unresolved[]];
  problemHours: [Parameters<CompanyNumbers['problemHours']>[0], readonly ProblemHours[]];
  retain: [RetentionJob, RetentionReport];
  retentionProgress: [undefined, RetentionProgress];
  erase: [ErasureRequest, ErasureReport];
  services: [undefined, readonly string[]];
  operations: [string, readonly NamedOperation[]];
  tenants: [undefined, readonly string[]];
  statistics: [undefined, StoreStatistics];
  damage: [undefined, readonly StoreDamage[]];
  check: [Omit<CheckRequest, 'onProgress'>, CheckReport];
  checkProgress: [undefined, CheckProgress];
  prepareBackup: [undefined, PreparedBackup];
  close: [undefined, undefined];
}

/** A flow query with its parameters; the result depends on the query. */
export interface FlowCall {
  readonly question: FlowQuestion;
  readonly query: FlowQuestions[FlowQuestion][0];
}

/** A batch of records, if there are any, and the next position unless they were the last. */
export interface StreamPiece {
  readonly packed: Uint8Array<ArrayBuffer> | undefined;
  readonly stream: number | undefined;
  /** Present if the records belong to several orders, in sequence. */
  readonly orders?: readonly OrderRowCount[] | undefined;
}

/** The first records of several orders, and the small data of all of them. */
export interface OrdersOpened extends StreamPiece {
  /** From `packEvents`. */
  readonly events: string;
  readonly states: readonly OrderStateRow[];
  readonly problems: readonly string[];
}

/** The next place, and a batch of the records before it. */
export interface FollowedPiece {
  readonly place: CommitPlace;
  readonly packed: Uint8Array<ArrayBuffer>;
}

export type CallName = keyof Calls;

export interface CallMessage<Name extends CallName = CallName> {
  readonly id: number;
  readonly call: Name;
  readonly parameter: Calls[Name][0];
}

/** The response to the call with that ID. The first message, with ID 0, reports that the store is open. */
export type AnswerMessage =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: FailureMessage };
