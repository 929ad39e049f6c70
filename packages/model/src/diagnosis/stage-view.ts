import type { StageDeadlines } from '../flow/deadline.js';
import type { StageRisk } from '../flow/stage-risk.js';
import type { Evidence } from '../orders/order.js';
import type { EpochNanos } from '../time.js';

/** The parts of a verdict on a stage. */
export interface StageView {
  readonly stage: string;
  readonly sinceNanos: EpochNanos;
  readonly deadlines: StageDeadlines;
  readonly risk: StageRisk | undefined;
  /** Who must act: the application where the stage waits for a machine, else the person. */
  readonly owner: string;
  readonly services: readonly string[];
  readonly details: Readonly<Record<string, string | number>>;
  readonly evidence: readonly Evidence[];
}
