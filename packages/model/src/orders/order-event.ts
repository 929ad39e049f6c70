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

/** The order entered a stage. */
export interface Transition extends OrderEventBase {
  readonly type: 'transition';
  readonly stage: string;
  readonly previousStage?: string;
  readonly actor?: Actor;
}

/** A long piece of work began. The span it names closes it by ending. */
export interface WorkStarted extends OrderEventBase {
  readonly type: 'work_started';
  readonly work: string;
  /** Milliseconds within which the work should end; absent where the sender doesn't know. */
  readonly expectedWithinMs?: number;
}

/** Only ever added; two equal ones are one. */
export type OrderEvent = Transition | WorkStarted;
