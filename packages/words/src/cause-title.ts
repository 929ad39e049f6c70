import type { CausePlace, DiagnosisCode } from '@ordertrace/model';
import { causesInEnglish, causesInRussian } from './cause-titles.js';
import type { Language } from './duration-text.js';

/** A cause as one plain sentence. */
export function causeTitle(cause: { code: DiagnosisCode; place: CausePlace }, language: Language): string {
  const { application = '', destination = '', stage = '', error = '', flow = '' } = cause.place;
  const titles = language === 'ru' ? causesInRussian : causesInEnglish;
  return titles[cause.code]({ application, destination, stage, error, flow });
}
