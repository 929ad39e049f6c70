import { millisFromNanos, type Diagnosis, type EpochNanos } from '@ordertrace/model';
import { durationText, elapsedText, workingText } from './duration-text.js';
import type { texts as english } from './en/index.js';
import type { Language } from './language.js';
import { activityName, stageName, type NamedFlow } from './stage-name.js';
import { textsIn, type Texts } from './texts.js';

type ReasonKey = keyof typeof english.reasons;
type Details = Diagnosis['details'];

export interface ReasonContext {
  readonly language: Language;
  /** Durations are relative to it. */
  readonly nowNanos: EpochNanos;
  /** The flow of the order, for the names of its stages. */
  readonly flow: NamedFlow;
}

/** A diagnosis as one plain sentence for people. */
export function reasonText(diagnosis: Diagnosis, context: ReasonContext): string {
  const { details } = diagnosis;
  const { language, nowNanos, flow } = context;
  const t = textsIn(language);
  const millis = Math.max(0, millisFromNanos(nowNanos - diagnosis.sinceNanos));
  const detail = (name: string) => textOf(details, name);
  return t(`reasons.${reasonKey(diagnosis)}`, {
    stage: stageName(detail('stage'), language, [flow]),
    application: detail('application'),
    sender: detail('sender'),
    receiver: detail('receiver'),
    destination: detail('destination'),
    queue: detail('dead_letter_queue'),
    work: detail('work'),
    operation: detail('operation'),
    who: actorText(t, details),
    duration: elapsedText(millis, language),
    allowed: allowedText(details, language),
    status: statusText(t, details),
    tries: triesText(t, Number(detail('tries')), lastTryText(t, details)),
    overdue: overdueText(t, diagnosis, context),
    sending: sendingText(t, details),
    cause: causeText(t, diagnosis),
    error: errorText(t, details),
    passedOn: passedOnText(t, details),
    share: shareText(t, details),
    lastSign: lastSignText(t, diagnosis, context),
  });
}

function textOf(details: Details, name: string): string {
  return String(details[name] ?? '');
}

/** Key of the sentence. It depends on the code and on the known details of the order. */
function reasonKey({ code, details }: Diagnosis): ReasonKey {
  const has = (name: string) => textOf(details, name) !== '';
  if (code === 'on_track') {
    if (!has('stage')) return 'no_stage';
    if (has('abandoned')) return 'abandoned';
    return has('unknown_stage') ? 'unknown_stage' : code;
  }
  if (code === 'no_telemetry' && !has('stage')) return 'no_telemetry_no_stage';
  if (code === 'message_not_consumed' && !has('receiver')) return 'message_consumed_by_nobody';
  if (code === 'request_not_received' && !has('receiver')) return 'request_received_by_nobody';
  return code;
}

function actorText(t: Texts, details: Details): string {
  const application = textOf(details, 'application');
  const actor = textOf(details, 'waits_for');
  if (actor === 'customer' || actor === 'carrier') return t(`actors.${actor}`);
  if (actor !== 'operator') return application === '' ? t('actors.machine') : application;
  return application === '' ? t('actors.operator') : t('actors.operatorOf', { application });
}

function allowedText(details: Details, language: Language): string {
  const days = details['allowed_working_days'];
  if (days !== undefined)
    return workingText(Number(days), Number(details['working_day_hours'] ?? 8), language);
  return durationText(Number(details['allowed_ms'] ?? 0), language);
}

/** Text of a status; empty if the status only means "error". */
function statusText(t: Texts, details: Details): string {
  const status = textOf(details, 'status_code');
  return status === '' || status === 'ERROR' || status === 'OK' ? '' : t('reasonParts.status', { status });
}

function triesText(t: Texts, count: number, last = ''): string {
  return count > 1 ? t('reasonParts.tries', { count, last }) : '';
}

function lastTryText(t: Texts, details: Details): string {
  const time = textOf(details, 'last_try');
  return time === '' ? '' : t('reasonParts.lastTry', { time: `${time.slice(0, 16).replace('T', ' ')} UTC` });
}

/** Text about the deadline of the order's stage; empty where the order has no stage. */
function overdueText(t: Texts, { details, sinceNanos }: Diagnosis, context: ReasonContext): string {
  const { language, nowNanos, flow } = context;
  const stage = textOf(details, 'stage');
  if (stage === '') return '';
  const millis = Math.max(0, millisFromNanos(nowNanos - sinceNanos));
  return t('reasonParts.overdue', {
    stage: stageName(stage, language, [flow]),
    allowed: allowedText(details, language),
    duration: elapsedText(millis, language),
  });
}

/** Text about the sender's own failed tries. */
function sendingText(t: Texts, details: Details): string {
  const failed = textOf(details, 'failed_tries');
  return failed === '' ? '' : t('reasonParts.sendingFailed', { tries: triesText(t, Number(failed)) });
}

/** The error's own message, else its type; empty where the telemetry has neither. */
function errorText(t: Texts, details: Details): string {
  const [text, type] = [textOf(details, 'error_text'), textOf(details, 'error_type')];
  if (text !== '') return t('reasonParts.error', { text });
  return type === '' || type === textOf(details, 'status_code') ? '' : t('reasonParts.errorType', { type });
}

/** Text about the queue to which a message was passed on for a retry. */
function passedOnText(t: Texts, details: Details): string {
  const destination = textOf(details, 'passed_on_to');
  return destination === '' ? '' : t('reasonParts.passedOn', { destination });
}

/** Text about the share of messages that are not seen to arrive there. */
function shareText(t: Texts, details: Details): string {
  const [seen, total] = [Number(textOf(details, 'coverage_seen')), Number(textOf(details, 'coverage_total'))];
  const instances = instancesText(t, details);
  return total > seen ? t('reasonParts.share', { total, missed: total - seen, instances }) : '';
}

/** Text about the receiver's instances that are never seen to receive. */
function instancesText(t: Texts, details: Details): string {
  const [known, count] = [details['instances_known'], Number(details['instances_never_seen'] ?? 0)];
  return known === undefined ? '' : t('reasonParts.instances', { count, known });
}

/** Text about the last sign. It repeats neither the stage nor the place that the sentence has named. */
function lastSignText(t: Texts, diagnosis: Diagnosis, { flow, language }: ReasonContext): string {
  const { lastSign, details } = diagnosis;
  if (lastSign === undefined) return '';
  const { service: application, sentTo } = lastSign;
  const operation = activityName(lastSign.operation, language, [flow]);
  const isNamed = lastSign.operation === textOf(details, 'stage');
  const seen = isNamed
    ? t('reasonParts.lastSeenIn', { application })
    : t('reasonParts.lastSign', { application, operation });
  if (sentTo === undefined || sentTo === textOf(details, 'destination')) return seen;
  return `${seen}${t('reasonParts.sentTo', { destination: sentTo })}`;
}

function causeText(t: Texts, { code, details }: Diagnosis): string {
  const operation = textOf(details, 'cause_operation');
  const cause = { operation, application: textOf(details, 'cause_application') };
  if (code === 'message_dead_lettered')
    return operation === '' ? '' : t('reasonParts.deadLetterCause', cause);
  return operation === textOf(details, 'operation') ? '' : t('reasonParts.cause', cause);
}
