import type { Diagnosis, EpochNanos } from '@ordertrace/model';
import type { Language } from './duration-text.js';
import { reasonOf } from './reason.js';
import { english } from './reasons-en.js';
import { russian } from './reasons-ru.js';

const sentences = { en: english, ru: russian };

/** A diagnosis as one plain sentence for people, with lengths of time as they are at `nowNanos`. */
export function reasonText(diagnosis: Diagnosis, language: Language, nowNanos: EpochNanos): string {
  return sentences[language][diagnosis.code](reasonOf(diagnosis, nowNanos, language));
}
