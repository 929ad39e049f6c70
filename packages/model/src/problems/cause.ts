import type { Diagnosis } from '../orders/order.js';

/** Where a cause lies: what problems of one cause have in common. */
export interface CausePlace {
  readonly application?: string;
  /** Queue or route. */
  readonly destination?: string;
  readonly stage?: string;
  /** Whose stage it is; absent where the flow is the only one, or the one of orders that no other claims. */
  readonly flow?: string;
  /** The operation that failed, or the work that did not end. */
  readonly error?: string;
}

type Described = Pick<Diagnosis, 'code' | 'details' | 'owner'>;

/**
 * The same place for what has the same cause: a hop by destination and receiver, an error by operation and
 * service, work by its name and service, silence by the service, a stage by its name, owner and flow.
 */
export function causePlace({ code, details, owner }: Described): CausePlace {
  const detail = (name: string) => String(details[name] ?? '');
  switch (code) {
    case 'message_not_consumed':
    case 'request_not_received':
    case 'message_dead_lettered':
    case 'receipt_not_seen':
    case 'side_effect_lost':
      return { destination: detail('destination'), application: detail('receiver') || detail('sender') };
    case 'failed_with_error':
      return {
        application: detail('cause_application') || detail('application'),
        error: [detail('cause_operation') || detail('operation'), detail('status_code')]
          .filter((text) => !['', 'ERROR', 'OK'].includes(text))
          .join(' '),
      };
    case 'work_not_finished':
      return { application: detail('application'), error: detail('work') };
    case 'no_telemetry':
      return { application: detail('application') };
    case 'stage_overdue':
    case 'slow_stage':
    case 'on_track':
      return {
        stage: detail('stage'),
        application: owner,
        ...(details['flow'] === undefined ? {} : { flow: detail('flow') }),
      };
  }
}

/** One text for a cause; equal for the same code at the same place. */
export function causeText(diagnosis: Described): string {
  const { application, destination, stage, error, flow } = causePlace(diagnosis);
  const parts = [
    diagnosis.code,
    application,
    destination,
    stage,
    error,
    ...(flow === undefined ? [] : [flow]),
  ];
  return parts.map((part) => part ?? '').join('\n');
}
