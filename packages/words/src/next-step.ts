import type { Diagnosis, DiagnosisCode } from '@ordertrace/model';
import type { texts as english } from './en/index.js';
import type { Language } from './language.js';
import { stageName, type NamedFlow } from './stage-name.js';
import { textsIn } from './texts.js';

type StepKey = keyof typeof english.nextSteps;

/**
 * What to do next about an order of this flow, and who to ask; `undefined` where nothing is wrong.
 */
export function nextStepText(diagnosis: Diagnosis, language: Language, flow: NamedFlow): string | undefined {
  const key = stepKey(diagnosis);
  if (key === undefined) return undefined;
  const { details, owner } = diagnosis;
  const detail = (...names: readonly string[]) =>
    names.map((name) => String(details[name] ?? '')).find((text) => text !== '') ?? owner;
  return textsIn(language)(`nextSteps.${key}`, {
    sender: detail('sender'),
    receiver: detail('receiver'),
    destination: detail('destination'),
    queue: detail('dead_letter_queue'),
    application: detail('application'),
    work: detail('work'),
    cause: detail('cause_application', 'application'),
    operation: detail('operation', 'cause_operation'),
    sentTo: detail('sent_to'),
    stage: stageName(detail('stage'), language, [flow]),
  });
}

/** Name of the run book for a verdict; `undefined` where nothing is wrong. */
export function runbookOf(code: DiagnosisCode): string | undefined {
  switch (code) {
    case 'on_track':
    case 'slow_stage':
      return undefined;
    case 'message_not_consumed':
    case 'request_not_received':
    case 'side_effect_lost':
    case 'receipt_not_seen':
      return 'hop-broken';
    case 'message_dead_lettered':
    case 'failed_with_error':
    case 'work_not_finished':
      return 'orders-lost';
    case 'stage_overdue':
      return 'orders-stuck';
    case 'no_telemetry':
      return 'service-silent';
  }
}

function stepKey({ code, details }: Diagnosis): StepKey | undefined {
  const has = (name: string) => (details[name] ?? '') !== '';
  switch (code) {
    case 'on_track':
    case 'slow_stage':
      return undefined;
    case 'message_not_consumed':
      return has('receiver') ? code : 'message_consumed_by_nobody';
    case 'request_not_received':
      return has('receiver') ? code : 'request_received_by_nobody';
    case 'side_effect_lost':
      return 'message_not_consumed';
    case 'stage_overdue':
      return overdueKey(details);
    case 'message_dead_lettered':
    case 'receipt_not_seen':
    case 'work_not_finished':
    case 'failed_with_error':
    case 'no_telemetry':
      return code;
  }
}

function overdueKey({
  waits_for: actor,
  application = '',
  sent_to: sentTo = '',
}: Diagnosis['details']): StepKey {
  if (actor === 'customer') return 'stage_overdue_customer';
  if (actor === 'carrier') return 'stage_overdue_carrier';
  if (actor === 'operator') return application === '' ? 'stage_overdue_someone' : 'stage_overdue_operator';
  if (application === '') return 'stage_overdue_unowned';
  return sentTo === '' ? 'stage_overdue_machine' : 'stage_overdue_sent_to';
}
