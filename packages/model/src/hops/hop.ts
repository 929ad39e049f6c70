import type { Flow } from '../flow/flow.js';
import type { OrderEvent } from '../orders/order-event.js';
import type { Certainty } from '../orders/order.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { DurationNanos, EpochNanos } from '../time.js';
import type { Coverage, LaterSigns, PlaceCoverage, Sender } from './coverage.js';
import type { Carrier, SpanRef } from './hop-span.js';
import type { ProgressByService } from './hearing.js';
import type { LogSign } from './loose-signs.js';

/** One side of a hop. */
export interface HopEnd extends SpanRef, Sender {
  readonly name: string;
  readonly timeNanos: EpochNanos;
  readonly statusCode: string;
}

/**
 * `broken`: it should have been received, and was lost. `unseen`: it may have been received, but unseen. `untraced`:
 * its receipt is seldom or never seen, so absence proves nothing.
 */
export const hopStates = ['delivered', 'waiting', 'broken', 'unseen', 'untraced'] as const;
export type HopState = (typeof hopStates)[number];

/** The kinds of proof that something was received. */
export const proofs = ['receiver', 'below', 'answer', 'work', 'unfinished', 'without_context'] as const;
export type Proof = (typeof proofs)[number];

/** A message that was given up. */
export interface DeadLetter {
  readonly queue: string;
  /** The application that put it there, and when. Where that was not seen, the application that found it there. */
  readonly by: HopEnd;
}

/** Work that a receiver began, while its own span has not been seen. */
export interface UnfinishedHandling extends SpanRef {
  readonly service: string;
  readonly firstNanos: EpochNanos;
  readonly lastNanos: EpochNanos;
}

/** One hand-over between services: the expected receipt, and what is known of it. */
export interface Hop {
  readonly kind: Carrier;
  /** Queue or request target, as the sender names it, else as the receiver does. */
  readonly destination: string;
  readonly messageId?: string | undefined;
  /** The order's item that it is about. */
  readonly item?: string | undefined;
  readonly state: HopState;
  /** The first sending. */
  readonly from: HopEnd;
  /** Later sendings of the same message. */
  readonly resent: readonly HopEnd[];
  /** The receivers, earliest first. */
  readonly to: readonly HopEnd[];
  /** The proof of its receipt; absent where it was not received. */
  readonly proof?: Proof | undefined;
  /** Applications that should receive it and have not. Known from the flow, or from earlier receivers there. */
  readonly missing: readonly string[];
  /** Deadline of the receipt. */
  readonly dueNanos: EpochNanos;
  /** When a missing receipt can be judged. Present where the telemetry that would show it may still be in transit. */
  readonly concludableNanos?: EpochNanos | undefined;
  /** Certainty of the state; present for broken and unseen hops. */
  readonly certainty?: Certainty | undefined;
  /** How often sendings to this place are seen to arrive; absent where no receiver is known. */
  readonly coverage?: PlaceCoverage | undefined;
  /** The orders that the sender names, else those that the receivers name. */
  readonly orders: readonly OrderRef[];
  /** The dead-letter queue that holds the message. Absent once the message was sent again, or handled. */
  readonly deadLetter?: DeadLetter | undefined;
  readonly unfinished?: UnfinishedHandling | undefined;
  /** The flow marks it as optional: its loss does not delay the order. */
  readonly optional?: boolean | undefined;
  /** A receiver handled it without an error. */
  readonly handled?: boolean | undefined;
  /** Its first sending failed at the sender. */
  readonly sendFailed?: boolean | undefined;
  /** The order moved on after the sending, though no span shows its receipt. */
  readonly movedOn?: boolean | undefined;
  /** The flow file declares its receivers. */
  readonly declared?: boolean | undefined;
  /** Share of such receipts that the sampler of its receiver keeps, as far as declared. */
  readonly sampledShare?: number | undefined;
  /** Time from its sending until its receipt could be seen, at the end of the receiver's span. */
  readonly seenAfterNanos?: DurationNanos | undefined;
  /** Duration of the first receiver's span. */
  readonly handlingNanos?: DurationNanos | undefined;
  /** The sender's own work continued after this call had failed. */
  readonly survived?: boolean | undefined;
}

export interface HopContext {
  readonly flow: Flow;
  readonly nowNanos: EpochNanos;
  readonly coverage?: Coverage;
  /** The order whose hops are wanted; absent for the hops of all orders. */
  readonly ref?: OrderRef;
  /** Begun work proves that its message arrived, long before the receiving span ends and is seen. */
  readonly events?: readonly OrderEvent[];
  readonly logs?: readonly LogSign[];
  /** How far the telemetry of each application has come; where absent, it counts as complete. */
  readonly hearing?: ProgressByService;
  /** Signs of the order after something was sent to a receiver. */
  readonly lifeAfter?: (sender: HopEnd, receiver: string) => LaterSigns;
}
