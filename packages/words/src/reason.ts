import { type Diagnosis, type DiagnosisCode, millisFromNanos, type EpochNanos } from '@ordertrace/model';
import { durationText, forDurationText, workingText, type Language } from './duration-text.js';

/** What a sentence may say of a diagnosis, each part as text in its language. */
export interface Reason {
  /** A detail by name; empty where there is none. */
  readonly detail: (name: string) => string;
  readonly has: (name: string) => boolean;
  /** How long it has been so. */
  readonly duration: string;
  /** How long it might have taken. */
  readonly allowed: string;
}

/** One sentence for each code. */
export type Sentences = Readonly<Record<DiagnosisCode, (reason: Reason) => string>>;

function allowedText(details: Diagnosis['details'], language: Language): string {
  const days = details['allowed_working_days'];
  if (days !== undefined)
    return workingText(Number(days), Number(details['working_day_hours'] ?? 8), language);
  return durationText(Number(details['allowed_ms'] ?? 0), language);
}

export function reasonOf(
  { details, sinceNanos }: Diagnosis,
  nowNanos: EpochNanos,
  language: Language,
): Reason {
  const millis = Math.max(0, millisFromNanos(nowNanos - sinceNanos));
  return {
    detail: (name) => String(details[name] ?? ''),
    has: (name) => (details[name] ?? '') !== '',
    duration: forDurationText(millis, language),
    allowed: allowedText(details, language),
  };
}
