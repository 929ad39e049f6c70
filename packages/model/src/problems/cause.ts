import type { Diagnosis } from '../orders/order.js';

/** The place of a cause. Problems of one cause have it in common. */
export interface CausePlace {
  readonly application?: string;
  /** Queue or route. */
  readonly destination?: string;
  readonly stage?: string;
  /** The flow of the stage. Absent where it is the only flow, or the fallback for orders without a claim. */
  readonly flow?: string;
  /** The operation that failed, or the work that did not end. */
  readonly error?: string;
}

type Described = Pick<Diagnosis, 'code' | 'details' | 'owner'>;

/**
 * The place of a cause; equal for problems with the same cause:
 * - a hop by destination and receiver;
 * - an error by operation and service;
 * - work by its name and service;
 * - silence by the service;
 * - a stage by its name, owner and flow.
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

/** Text key of a cause; equal for the same code at the same place. */
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
