import type { Actor } from '@ordertrace/conventions';
import type { EpochNanos } from '../time.js';

interface OrderEventBase {
  readonly orderId: string;
  /** Empty where the telemetry named the order without its tenant. */
  readonly tenantId: string;
  /** When it happened, by the clock of the service that says so. */
  readonly timeNanos: EpochNanos;
  /** `service.name` of who says so. */
  readonly service: string;
  /** The span it happened in; absent where there was none. Lower-case hex. */
  readonly traceId?: string;
  readonly spanId?: string;
}

/** The order entered a stage; or, imported, went through an activity of any name. */
export interface Transition extends OrderEventBase {
  readonly type: 'transition';
  readonly stage: string;
  readonly previousStage?: string;
  readonly actor?: Actor;
  /** When its work began, where an interval is known; `timeNanos` is then when it ended. Never after it. */
  readonly startNanos?: EpochNanos;
  /**
   * Which of an order's transitions with equal times came first in what it was imported from. Nothing else may hang
   * on it: counted within those of one time, it is the same where the log is imported again with more at its end.
   */
  readonly place?: bigint;
  /** Where it was imported from, `imported:` and the log's name; absent for telemetry. */
  readonly source?: string;
  /** Who or what did it, as an event log says; never on telemetry. */
  readonly resource?: string;
}

/** A long piece of work began. The span it names closes it by ending. */
export interface WorkStarted extends OrderEventBase {
  readonly type: 'work_started';
  readonly work: string;
  /** Milliseconds within which the work should end; absent where the sender doesn't know. */
  readonly expectedWithinMs?: number;
}

/** What names the order carried an attribute that flows are told apart by. */
export interface AttributeSeen extends OrderEventBase {
  readonly type: 'attribute';
  readonly key: string;
  readonly value: string;
}

/** Only ever added; two equal ones are one. */
export type OrderEvent = Transition | WorkStarted | AttributeSeen;
