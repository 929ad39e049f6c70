import { trace } from '@opentelemetry/api';
import type { Stage } from '@ordertrace/conventions';
import type { Logger } from 'pino';

/** A message came to an order in a stage that does not take it. The order stays as it is. */
export interface Refusal {
  readonly kind: 'refused';
  readonly stage: Stage;
  /** Stable code for programs: `production_has_begun`. */
  readonly reasonCode: string;
}

export function refused(stage: Stage, reasonCode: string): Refusal {
  return { kind: 'refused', stage, reasonCode };
}

export function isRefusal(outcome: object | undefined): outcome is Refusal {
  return outcome !== undefined && 'kind' in outcome && outcome.kind === 'refused';
}

/** Reports the refusal in the order's journey: a log line, and an attribute of the message's span. */
export function reportRefusal(log: Logger, messageType: string, { stage, reasonCode }: Refusal): void {
  trace.getActiveSpan()?.setAttribute('messaging.refused', reasonCode);
  log.warn({ message_type: messageType, stage, reason_code: reasonCode }, 'message refused by the order');
}
