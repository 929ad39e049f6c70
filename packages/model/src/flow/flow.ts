import type { Coverage } from '@ordertrace/conventions';
import type { WaitedFor } from '../orders/order.js';

/** The definition of the stages of an order's life, as a flow file says it. */
export interface Flow {
  readonly name: string;
  /** Which orders take it; absent on the flow of all that no other claims. */
  readonly claim?: FlowClaim;
  readonly stages: readonly FlowStage[];
  /** Names of stages an order may begin in. */
  readonly start: readonly string[];
  /** Names of stages that close an order. */
  readonly end: readonly string[];
  readonly calendar: WorkingCalendar;
  readonly messages: HopDeadlines;
  readonly requests: HopDeadlines;
  readonly coverage: Coverage;
  readonly learn: readonly LearnRule[];
  /** Attributes of services that name orders and tenants otherwise than we do. */
  readonly names?: OrderNames;
  /** Attributes that name one of an order's items: a line, a parcel, an invoice. */
  readonly itemKeys?: readonly string[];
  /** Whether a problem is opened for orders that are slow, as for those that are stuck. */
  readonly slowIsProblem?: boolean;
  /** What of closed orders is removed when; absent where everything stays. */
  readonly retention?: RetentionPolicy;
}

export interface OrderNames {
  readonly orderIds: readonly string[];
  readonly tenantIds: readonly string[];
}

/** Which orders take a flow: those for which all that is given holds. */
export interface FlowClaim {
  /** Of flows that claim the same order, the one of the lowest rank has it; without one it is asked last. */
  readonly rank?: number;
  readonly tenants?: readonly string[];
  /** One of them said something of the order: a stage entered, work begun. */
  readonly services?: readonly string[];
  /** The order entered one of them at any time. */
  readonly stages?: readonly string[];
  /** What names the order carried, for each of these keys, one of the values. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** An order counts as a problem if it ever had one; else as healthy. Open orders and pinned ones keep everything. */
export interface RetentionPolicy {
  readonly healthy?: OutcomeRetention;
  readonly problem?: OutcomeRetention;
  /** How long telemetry stays that belongs to no order. Milliseconds. */
  readonly technicalMs?: number;
}

/** Times since the order was closed. Milliseconds. */
export interface OutcomeRetention {
  /** So long everything stays. */
  readonly keepMs: number;
  /** So long, which is longer, the skeleton stays; absent where it stays for good. */
  readonly skeletonMs?: number;
}

export interface FlowStage {
  readonly name: string;
  /** The application that moves the order on, per tenant where they differ: `*` is every other tenant. */
  readonly owner: Readonly<Record<string, string>>;
  /** Other applications whose work the stage needs. */
  readonly with: readonly string[];
  readonly waitsFor: WaitedFor;
  /** Absent where the stage has no deadline. */
  readonly deadline?: Deadline;
  /** An order that rests here longer than this is given up, which is no problem. Milliseconds. */
  readonly abandonedAfterMs?: number;
  /** Queues or routes whose message or request brings an order into this stage. */
  readonly causedBy?: readonly string[];
  /** Stages that may follow, the usual one first; empty for an end stage. */
  readonly next: readonly string[];
}

export type Deadline =
  | { readonly type: 'within'; readonly amount: DeadlineAmount }
  /** Learned from closed orders of that stage and tenant, never shorter than `floor`. */
  | { readonly type: 'learned'; readonly floor: DeadlineAmount };

/**
 * `working` counts only the calendar's working time; a day of it is as long as the calendar's day, so that one
 * working day from Monday 15:00 ends on Tuesday 15:00. Parts of a day are allowed.
 */
export type DeadlineAmount =
  { readonly type: 'elapsed'; readonly millis: number } | { readonly type: 'working'; readonly days: number };

export interface HopDeadlines {
  /** Milliseconds from sending to receiving. */
  readonly withinMs: number;
  /** Other limits by queue or route name. Milliseconds. */
  readonly exceptions: Readonly<Record<string, number>>;
  /** Services that must all receive what is sent to a queue or route; any one is enough where none are named. */
  readonly receivers: Readonly<Record<string, readonly string[]>>;
  /** Queues for messages that were given up, besides those that are named as usual. */
  readonly deadLetters?: readonly string[];
  /** Queues or routes whose loss or failure does not hold an order up. */
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
  /** `YYYY-MM-DD` in `timeZone`: not worked. */
  readonly holidays: readonly string[];
  /** `YYYY-MM-DD` in `timeZone`: worked though the week day is free. */
  readonly extraWorkingDays: readonly string[];
}

/** Derives a transition from a span or a log line of a service that can't be changed. */
export interface LearnRule {
  readonly stage: string;
  readonly on: 'span_start' | 'span_end' | 'log';
  /** All that are given must hold. */
  readonly service?: string;
  readonly spanName?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Regular expression over the log text (RE2 syntax); named groups `order_id` and `tenant_id` capture. */
  readonly text?: string;
  /** Regular expressions over attributes, all of which must match, with the same groups as `text`. */
  readonly captures?: Readonly<Record<string, string>>;
  /** Attribute that holds the order id (tenant id); `order_id` (`tenant_id`) unless said. */
  readonly orderIdFrom: string;
  readonly tenantIdFrom: string;
}
