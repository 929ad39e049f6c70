import type { Actor } from '@ordertrace/conventions';
import type { EpochNanos } from '../time.js';

interface OrderEventBase {
  readonly orderId: string;
  /** Empty where the telemetry named the order without its tenant. */
  readonly tenantId: string;
  /** Time of the event, by the clock of the reporting service. */
  readonly timeNanos: EpochNanos;
  /** `service.name` of the reporting service. */
  readonly service: string;
  /** The span it happened in; absent where there was none. Lower-case hex. */
  readonly traceId?: string;
  readonly spanId?: string;
}

/** Entry into a stage or, in an imported log, an activity of any name. */
export interface Transition extends OrderEventBase {
  readonly type: 'transition';
  readonly stage: string;
  readonly previousStage?: string;
  readonly actor?: Actor;
  /** Begin of its work, where an interval is known. `timeNanos` is then its end, and never before the begin. */
  readonly startNanos?: EpochNanos;
  /**
   * Position of an imported transition among the order's transitions with equal times. It is counted only within one
   * time, so it stays the same when a longer version of the log is imported. Nothing else may depend on it.
   */
  readonly place?: bigint;
  /** Source of an import: `imported:` and the log's name. Absent for telemetry. */
  readonly source?: string;
  /** The person or system that did it, from an event log. Never on telemetry. */
  readonly resource?: string;
}

/** Begin of a long piece of work. The end of the named span ends the work. */
export interface WorkStarted extends OrderEventBase {
  readonly type: 'work_started';
  readonly work: string;
  /** Milliseconds within which the work should end; absent where the sender doesn't know. */
  readonly expectedWithinMs?: number;
}

/** An attribute that flows use to distinguish orders, found on a record that names the order. */
export interface AttributeEvent extends OrderEventBase {
  readonly type: 'attribute';
  readonly key: string;
  readonly value: string;
}

/** Events are only added; equal events count once. */
export type OrderEvent = Transition | WorkStarted | AttributeEvent;
