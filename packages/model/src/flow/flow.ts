import type { Coverage } from '@ordertrace/conventions';
import type { AwaitedParty } from '../orders/order.js';

/** The stages of an order's life, as a flow file defines them. */
export interface Flow {
  readonly name: string;
  /** The orders that follow this flow; absent on the flow for all orders that no other flow claims. */
  readonly claim?: FlowClaim;
  readonly stages: readonly FlowStage[];
  /** Names of stages an order may begin in. */
  readonly start: readonly string[];
  /** Names of the stages that close an order. */
  readonly end: readonly string[];
  readonly calendar: WorkingCalendar;
  readonly messages: HopDeadlines;
  readonly requests: HopDeadlines;
  readonly coverage: Coverage;
  readonly learn: readonly LearnRule[];
  /** Attributes for order ids and tenants in services that use names other than the default ones. */
  readonly names?: OrderNames;
  /** Attributes that name one of an order's items: a line, a parcel, an invoice. */
  readonly itemKeys?: readonly string[];
  /** Whether a slow order opens a problem, as a stuck one does. */
  readonly slowIsProblem?: boolean;
  /** Retention of closed orders; absent where everything is kept. */
  readonly retention?: RetentionPolicy;
}

export interface OrderNames {
  readonly orderIds: readonly string[];
  readonly tenantIds: readonly string[];
}

/** The orders that follow a flow: those for which all given conditions hold. */
export interface FlowClaim {
  /** Priority among flows that claim the same order: the lowest rank wins. Flows without a rank come last. */
  readonly rank?: number;
  readonly tenants?: readonly string[];
  /** One of these services reported the order: a stage entered, or work begun. */
  readonly services?: readonly string[];
  /** The order entered one of these stages at any time. */
  readonly stages?: readonly string[];
  /** For each of these keys, a record that names the order has one of the values. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/**
 * Retention of an order by its outcome. An order with a problem at any time counts as a problem, else as healthy. Open
 * and pinned orders keep everything.
 */
export interface RetentionPolicy {
  readonly healthy?: OutcomeRetention;
  readonly problem?: OutcomeRetention;
  /** How long telemetry that belongs to no order is kept. Milliseconds. */
  readonly technicalMs?: number;
}

/** Times since the order was closed. Milliseconds. */
export interface OutcomeRetention {
  /** How long everything is kept. */
  readonly keepMs: number;
  /** How long the skeleton is kept, longer than `keepMs`; absent where it is kept for good. */
  readonly skeletonMs?: number;
}

/** Names of a stage for people, by language. */
export interface StageNames {
  readonly en?: string;
  readonly ru?: string;
}

export interface FlowStage {
  /** The code of the stage in telemetry and in the API. */
  readonly name: string;
  /** Absent where the flow file gives no names. */
  readonly names?: StageNames;
  /** The application that moves the order on, by tenant. `*` is every other tenant. */
  readonly owner: Readonly<Record<string, string>>;
  /** Other applications that do work for the stage. */
  readonly with: readonly string[];
  readonly waitsFor: AwaitedParty;
  /** Absent where the stage has no deadline. */
  readonly deadline?: Deadline;
  /** Time in this stage after which an order counts as abandoned, which is no problem. Milliseconds. */
  readonly abandonedAfterMs?: number;
  /** Stages that may follow, the usual one first. For an end stage: those in which a closed order may be reopened. */
  readonly next: readonly string[];
}

export type Deadline =
  | { readonly type: 'within'; readonly amount: DeadlineAmount }
  /** Learned from closed orders of that stage and tenant; never shorter than `floor`. */
  | { readonly type: 'learned'; readonly floor: DeadlineAmount };

/**
 * A length of time. `working` counts only the calendar's working time; fractions of a day are allowed. Its day is as
 * long as the calendar's day: one working day from Monday 15:00 ends on Tuesday 15:00.
 */
export type DeadlineAmount =
  { readonly type: 'elapsed'; readonly millis: number } | { readonly type: 'working'; readonly days: number };

export interface HopDeadlines {
  /** Milliseconds from sending to receiving. */
  readonly withinMs: number;
  /** Other limits by queue or route name. Milliseconds. */
  readonly exceptions: Readonly<Record<string, number>>;
  /** Services that must all receive what is sent to a queue or route. Where none are named, one receiver is enough. */
  readonly receivers: Readonly<Record<string, readonly string[]>>;
  /** Queues for messages that were given up, in addition to those with a usual name. */
  readonly deadLetters?: readonly string[];
  /** Queues or routes whose loss or failure does not delay an order. */
  readonly optional?: readonly string[];
}

export interface WorkingCalendar {
  /** An IANA zone, e.g. `Europe/Moscow`. */
  readonly timeZone: string;
  /** ISO week days, 1 is Monday. */
  readonly weekDays: readonly number[];
  /** Minutes after midnight in `timeZone`; `toMinute` is the later one, 1440 at most. */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Days without work, `YYYY-MM-DD` in `timeZone`. */
  readonly holidays: readonly string[];
  /** Days with work on a free week day, `YYYY-MM-DD` in `timeZone`. */
  readonly extraWorkingDays: readonly string[];
}

/** Derives a transition from a span or log line of a service that can't be changed. */
export interface LearnRule {
  readonly stage: string;
  readonly on: 'span_start' | 'span_end' | 'log';
  /** All given conditions must hold. */
  readonly service?: string;
  readonly spanName?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Regular expression over the log text (RE2 syntax); named groups `order_id` and `tenant_id` capture. */
  readonly text?: string;
  /** Regular expressions over attributes, with the same groups as `text`. All of them must match. */
  readonly captures?: Readonly<Record<string, string>>;
  /** Attribute with the order id (tenant id); the default is `order_id` (`tenant_id`). */
  readonly orderIdFrom: string;
  readonly tenantIdFrom: string;
}
