import type { Fact } from '../facts/fact.js';
import type { Certainty, Diagnosis, DiagnosisCode, Situation } from '../orders/order.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { EpochNanos } from '../time.js';

export const problemStates = ['open', 'acknowledged', 'resolved'] as const;
export type ProblemStateName = (typeof problemStates)[number];

/** What a person can do with a problem. */
export const problemActions = ['acknowledge', 'assign', 'note', 'resolve', 'reopen'] as const;
export type ProblemAction = (typeof problemActions)[number];

/** An order's bad situation as a case, folded from its facts. */
export interface ProblemState extends OrderRef {
  /** 32 hex digits; the same for the same bad situation of the same order, however late it is found. */
  readonly problemId: string;
  readonly flow: string;
  readonly stage: string;
  readonly stageSinceNanos: EpochNanos;
  readonly situation: Situation;
  readonly code: DiagnosisCode;
  /** Certainty of the verdict; absent in problems from before it was kept. */
  readonly certainty?: Certainty;
  /** Key for groups of problems: 16 hex digits. */
  readonly causeId: string;
  readonly details: Diagnosis['details'];
  readonly owner: string;
  /** When the situation began; before `openedNanos`, when it was found. */
  readonly sinceNanos: EpochNanos;
  readonly openedNanos: EpochNanos;
  readonly lastNanos: EpochNanos;
  readonly state: ProblemStateName;
  readonly assignee?: string;
  readonly acknowledgedNanos?: EpochNanos;
  readonly acknowledgedBy?: string;
  readonly resolvedNanos?: EpochNanos;
  readonly resolvedBy?: string;
  /** How often it was reopened after it was resolved. */
  readonly reopened: number;
  /** Who reopened it last; absent while it is resolved, or was never reopened. */
  readonly reopenedBy?: string;
  /** All of its facts, sorted by time; folding them gives this state. */
  readonly facts: readonly Fact[];
}
