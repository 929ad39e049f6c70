import type { Actor, Stage } from '@ordertrace/conventions';

/** Milliseconds since the epoch. */
export type EpochMs = number;

export interface StageEntry {
  readonly stage: Stage;
  readonly at: EpochMs;
  readonly actor: Actor;
}

/** The messages that carry an order from one service to the next. */
export type MessageType =
  | 'order.submitted'
  | 'calculation.requested'
  | 'calculation.completed'
  | 'calculation.rejected'
  | 'order.priced'
  | 'order.rejected'
  | 'order.approved'
  | 'order.cancelled'
  | 'order.stage_changed'
  | 'order.closed';

/** What went wrong with an order: the known truth that a diagnosis is measured against. */
export type Fault =
  /** Sent, and never taken. */
  | { readonly type: 'message_not_consumed'; readonly message: MessageType; readonly since: EpochMs }
  /** The calculation began and never ended. */
  | { readonly type: 'work_not_finished'; readonly since: EpochMs }
  /** Taking that message failed, and nothing came after. */
  | { readonly type: 'failed_with_error'; readonly message: MessageType; readonly since: EpochMs }
  /** Nobody moved the order on for longer than the flow allows. */
  | { readonly type: 'stage_overdue'; readonly stage: Stage; readonly since: EpochMs };

/** One order from its creation to its end, or to where it stays for ever. Reaches into the future, if need be. */
export interface OrderStory {
  readonly orderId: string;
  readonly tenantId: string;
  /** In time; the first is `CREATED`. The telemetry says each of them within a second of its time. */
  readonly entries: readonly StageEntry[];
  /** When the model was uploaded; absent where the order never got that far. */
  readonly modelAt?: EpochMs;
  /** The calculation of the price, as long as it would take unhindered; absent where the order never got that far. */
  readonly calculation?: { readonly at: EpochMs; readonly durationMs: number };
  readonly fault?: Fault;
  /** When the fault was overcome: the order moved on or was cancelled. Absent where it never was. */
  readonly overcomeAt?: EpochMs;
}

/** The stage the order is in at that time by what was recorded; undefined before its creation. */
export function stageAt(story: OrderStory, at: EpochMs): Stage | undefined {
  return story.entries.findLast((entry) => entry.at <= at)?.stage;
}

/** The fault that holds the order at that time. */
export function faultAt(story: OrderStory, at: EpochMs): Fault | undefined {
  const { fault, overcomeAt } = story;
  if (fault === undefined || fault.since > at) return undefined;
  return overcomeAt !== undefined && overcomeAt <= at ? undefined : fault;
}
