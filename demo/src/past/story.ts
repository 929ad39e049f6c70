import type { Actor, Stage } from '@ordertrace/conventions';

/** Milliseconds since the epoch. */
export type EpochMs = number;

export interface StageEntry {
  readonly stage: Stage;
  readonly at: EpochMs;
  readonly actor: Actor;
}

/** Messages that hand an order over from one service to the next. */
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

/** Fault of an order: the ground truth that a diagnosis is compared with. */
export type Fault =
  /** The message was sent and never received. */
  | { readonly type: 'message_not_consumed'; readonly message: MessageType; readonly since: EpochMs }
  /** The calculation began and never ended. */
  | { readonly type: 'work_not_finished'; readonly since: EpochMs }
  /** Handling the message failed, and nothing followed. */
  | { readonly type: 'failed_with_error'; readonly message: MessageType; readonly since: EpochMs }
  /** Nobody moved the order on within the deadline. */
  | { readonly type: 'stage_overdue'; readonly stage: Stage; readonly since: EpochMs };

/**
 * One order from its creation to its end, or to the stage in which it stays for ever. May reach into the
 * future.
 */
export interface OrderStory {
  readonly orderId: string;
  readonly tenantId: string;
  /** By time; the first is `CREATED`. The telemetry reports each within a second of its time. */
  readonly entries: readonly StageEntry[];
  /** Time of the model's upload. Absent if the order never got that far. */
  readonly modelAt?: EpochMs;
  /** Calculation of the price, with its duration without a fault. Absent if the order never got that far. */
  readonly calculation?: { readonly at: EpochMs; readonly durationMs: number };
  readonly fault?: Fault;
  /** Time at which the order moved on or was cancelled after the fault. Absent if it never was. */
  readonly overcomeAt?: EpochMs;
}

/** Stage of the order at the time, by its telemetry. Undefined before its creation. */
export function stageAt(story: OrderStory, at: EpochMs): Stage | undefined {
  return story.entries.findLast((entry) => entry.at <= at)?.stage;
}

/** Fault that holds the order at the time. */
export function faultAt(story: OrderStory, at: EpochMs): Fault | undefined {
  const { fault, overcomeAt } = story;
  if (fault === undefined || fault.since > at) return undefined;
  return overcomeAt !== undefined && overcomeAt <= at ? undefined : fault;
}
