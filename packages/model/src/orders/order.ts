import type { EpochNanos } from '../time.js';
import type { OrderRef } from './order-ref.js';

/** Situations of an open order, worst first. */
export const situations = ['failed', 'lost', 'stuck', 'slow', 'on_track'] as const;
export type Situation = (typeof situations)[number];

export const diagnosisCodes = [
  'on_track',
  'slow_stage',
  'stage_overdue',
  'message_not_consumed',
  'request_not_received',
  'message_dead_lettered',
  'receipt_not_seen',
  'side_effect_lost',
  'work_not_finished',
  'failed_with_error',
  'no_telemetry',
] as const;
export type DiagnosisCode = (typeof diagnosisCodes)[number];

/** How sure a verdict is: `likely` where it rests on what is missing. */
export const certainties = ['proven', 'likely'] as const;
export type Certainty = (typeof certainties)[number];

/** Who has to move an order on. */
export const waitedFor = ['customer', 'operator', 'machine', 'carrier'] as const;
export type WaitedFor = (typeof waitedFor)[number];

/** A pointer at the telemetry that proves a diagnosis. */
export type Evidence =
  | { readonly type: 'span'; readonly traceId: string; readonly spanId: string }
  | {
      readonly type: 'log';
      readonly traceId: string;
      readonly spanId: string;
      readonly timeNanos: EpochNanos;
    }
  | { readonly type: 'hop'; readonly traceId: string; readonly spanId: string }
  | { readonly type: 'transition'; readonly stage: string; readonly timeNanos: EpochNanos };

/** Where an order was last surely alive. */
export interface LastSign {
  readonly service: string;
  /** The operation that handled it, or the stage that it entered. */
  readonly operation: string;
  readonly timeNanos: EpochNanos;
  /** Where the order was sent last: a queue, or the target of a request; absent where nothing was sent. */
  readonly sentTo?: string;
}

/** The situation of an open order with its reason. */
export interface Diagnosis {
  readonly situation: Situation;
  readonly code: DiagnosisCode;
  /** Absent where nothing is wrong. */
  readonly certainty?: Certainty;
  /** What the reason's sentence is made of: stage, queue, service, deadline, … by name. */
  readonly details: Readonly<Record<string, string | number>>;
  readonly sinceNanos: EpochNanos;
  /** Who must act: a service, or the person the flow names. */
  readonly owner: string;
  readonly evidence: readonly Evidence[];
  /** Absent where nothing is wrong, and where nothing was seen. */
  readonly lastSign?: LastSign;
  /** What comes next, and by when it should have come (absent where the flow sets no deadline). */
  readonly next: readonly { readonly stage: string; readonly dueNanos?: EpochNanos }[];
}

/** The customer has left the order: it rests where only they can move it on, for longer than offers last. */
export function isAbandoned(diagnosis: Diagnosis | undefined): boolean {
  return diagnosis?.code === 'on_track' && diagnosis.details['abandoned'] === 1;
}

/** Orders like it that stayed so long were late: it will probably miss its deadline, which has not passed yet. */
export function isAtRisk(diagnosis: Diagnosis | undefined): boolean {
  return diagnosis?.details['at_risk'] === 1;
}

/** What is known of an order in one row: the fold of its events and of the telemetry that names it. */
export interface OrderState extends OrderRef {
  /** Name of the flow it follows. */
  readonly flow: string;
  /** Empty while no transition has been seen, only telemetry that names the order. */
  readonly stage: string;
  readonly stageSinceNanos: EpochNanos;
  /** When it entered its flow's start; absent while that has not been seen. */
  readonly createdNanos?: EpochNanos;
  /** When it entered an end stage; absent while it is open. */
  readonly closedNanos?: EpochNanos;
  /** First and last sign of life: the earliest and latest event, span or log record that names it. */
  readonly firstSeenNanos: EpochNanos;
  readonly lastSeenNanos: EpochNanos;
  /** Absent once closed. */
  readonly diagnosis?: Diagnosis;
  /** When the diagnosis must be looked at again though nothing new arrives; absent where time changes nothing. */
  readonly checkNanos?: EpochNanos;
}
