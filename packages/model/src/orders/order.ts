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

/** Certainty of a verdict: `likely` where it depends on something missing. */
export const certainties = ['proven', 'likely'] as const;
export type Certainty = (typeof certainties)[number];

/** The party that has to move an order on. */
export const waitedFor = ['customer', 'operator', 'machine', 'carrier'] as const;
export type AwaitedParty = (typeof waitedFor)[number];

/** A reference to the telemetry that proves a diagnosis. */
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

/** The last certain sign of an order. */
export interface LastSign {
  readonly service: string;
  /** The operation that handled it, or the stage that it entered. */
  readonly operation: string;
  readonly timeNanos: EpochNanos;
  /** The place of the last sending: a queue, or the target of a request. Absent where nothing was sent. */
  readonly sentTo?: string;
}

/** The situation of an open order with its reason. */
export interface Diagnosis {
  readonly situation: Situation;
  readonly code: DiagnosisCode;
  /** Absent where nothing is wrong. */
  readonly certainty?: Certainty;
  /** Values for the text of the reason, by name: stage, queue, service, deadline, … */
  readonly details: Readonly<Record<string, string | number>>;
  readonly sinceNanos: EpochNanos;
  /** Who must act: a service, or the person the flow names. */
  readonly owner: string;
  readonly evidence: readonly Evidence[];
  /** Absent where nothing is wrong, and where nothing was seen. */
  readonly lastSign?: LastSign;
  /** The next stages, with the deadline of their entry (absent where the flow sets none). */
  readonly next: readonly { readonly stage: string; readonly dueNanos?: EpochNanos }[];
}

/**
 * Whether the customer has abandoned the order: only the customer can move it on, and it has waited longer than offers
 * are valid.
 */
export function isAbandoned(diagnosis: Diagnosis | undefined): boolean {
  return diagnosis?.code === 'on_track' && diagnosis.details['abandoned'] === 1;
}

/**
 * Whether the order will probably miss its deadline, because similar orders that stayed so long were late. The deadline
 * has not passed yet.
 */
export function isAtRisk(diagnosis: Diagnosis | undefined): boolean {
  return diagnosis?.details['at_risk'] === 1;
}

/** An order's state in one row, folded from its events and the telemetry that names it. */
export interface OrderState extends OrderRef {
  /** Name of the flow it follows. */
  readonly flow: string;
  /** Empty until a transition has been seen; before that, telemetry only names the order. */
  readonly stage: string;
  readonly stageSinceNanos: EpochNanos;
  /** When it entered its flow's start; absent until that has been seen. */
  readonly createdNanos?: EpochNanos;
  /** When it entered an end stage; absent while it is open. */
  readonly closedNanos?: EpochNanos;
  /** First and last sign: the earliest and latest event, span or log record that names the order. */
  readonly firstSeenNanos: EpochNanos;
  readonly lastSeenNanos: EpochNanos;
  /** Absent once closed. */
  readonly diagnosis?: Diagnosis;
  /** When the diagnosis must be checked again if nothing new arrives; absent where time changes nothing. */
  readonly checkNanos?: EpochNanos;
}
