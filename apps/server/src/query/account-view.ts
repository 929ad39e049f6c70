import type { Account } from '@ordertrace/api';
import { nanosFromMillis, timestampText, type Diagnosis, type DiagnosisCode } from '@ordertrace/model';

type Expected = Account['expected'];

/** The expectation behind each code, with the detail that names it. */
const expectations: Readonly<Record<DiagnosisCode, readonly [what: Expected['what'], of: string]>> = {
  on_track: ['stage_left', 'stage'],
  slow_stage: ['stage_left', 'stage'],
  stage_overdue: ['stage_left', 'stage'],
  message_not_consumed: ['message_consumed', 'destination'],
  side_effect_lost: ['message_consumed', 'destination'],
  receipt_not_seen: ['message_consumed', 'destination'],
  request_not_received: ['request_received', 'destination'],
  message_dead_lettered: ['message_handled', 'destination'],
  work_not_finished: ['work_ended', 'work'],
  failed_with_error: ['operation_succeeded', 'operation'],
  no_telemetry: ['telemetry_sent', 'application'],
};

/** How the verdict was reached; null for a healthy order. */
export function accountView(diagnosis: Diagnosis): Account | null {
  const { code, situation, details, owner, lastSign } = diagnosis;
  if (situation === 'on_track') return null;
  const [what, of] = expectations[code];
  return {
    expected: { what, of: String(details[of] ?? ''), by_whom: owner, due_at: dueAt(diagnosis) },
    last_sign:
      lastSign === undefined
        ? null
        : {
            application_name: lastSign.service,
            operation: lastSign.operation,
            timestamp: timestampText(lastSign.timeNanos),
            sent_to: lastSign.sentTo ?? null,
          },
    error: errorView(details),
    coverage: coverageView(details),
  };
}

function coverageView(details: Diagnosis['details']): Account['coverage'] {
  const { coverage_seen: seen, coverage_total: total } = details;
  if (typeof seen !== 'number' || typeof total !== 'number') return null;
  const { instances_known: known, instances_never_seen: never_seen } = details;
  const isKnown = typeof known === 'number' && typeof never_seen === 'number';
  return { seen, total, instances: isKnown ? { known, never_seen } : null };
}

function errorView({ error_text: text, error_type: type }: Diagnosis['details']): Account['error'] {
  if (text === undefined && type === undefined) return null;
  return {
    type: type === undefined ? null : String(type),
    message: text === undefined ? null : String(text),
  };
}

/** For the deadline of a stage, `sinceNanos` is the due time; other deadlines count from their start. */
function dueAt({ code, details, sinceNanos }: Diagnosis): string | null {
  if (code === 'stage_overdue' || code === 'slow_stage') return timestampText(sinceNanos);
  const allowed = details['allowed_ms'];
  return typeof allowed === 'number' ? timestampText(sinceNanos + nanosFromMillis(allowed)) : null;
}
