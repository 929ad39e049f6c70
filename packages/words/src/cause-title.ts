import type { CausePlace, DiagnosisCode } from '@ordertrace/model';
import type { Language } from './language.js';
import { stageName, type NamedFlow } from './stage-name.js';
import { textsIn, type Texts } from './texts.js';

/** A cause as one plain sentence. `named` is the flow of its stage. */
export function causeTitle(
  cause: { readonly code: DiagnosisCode; readonly place: CausePlace },
  language: Language,
  named: NamedFlow,
): string {
  const { application = '', destination = '', stage = '', error = '', flow = '' } = cause.place;
  const t = textsIn(language);
  const title = t(`causes.${cause.code}`, {
    application,
    destination,
    stage: stageName(stage, language, [named]),
    error,
    who: actorText(t, application),
    flow: flow === '' ? '' : t('ofFlow', { flow }),
  });
  return cause.code === 'stage_overdue' ? title.replace(/^./, (letter) => letter.toUpperCase()) : title;
}

function actorText(t: Texts, actor: string): string {
  return actor === 'customer' || actor === 'operator' || actor === 'carrier' ? t(`actors.${actor}`) : actor;
}
