import type { Certainty, Diagnosis, DiagnosisCode, Situation } from '../orders/order.js';
import type { EpochNanos } from '../time.js';

/** A verdict that holds from a certain time, unless something new is seen. */
export interface Finding extends Pick<Diagnosis, 'details' | 'evidence' | 'owner' | 'sinceNanos'> {
  readonly situation: Situation;
  readonly code: DiagnosisCode;
  readonly certainty?: Certainty;
  readonly fromNanos: EpochNanos;
  /** Services whose silence would also explain the finding. */
  readonly services: readonly string[];
}
