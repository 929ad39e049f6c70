import {
  consoleTexts as en,
  activityName as activityOf,
  stageName as nameOf,
} from '@ordertrace/words/console';
import type { TFunction } from 'i18next';
import { currentLanguage } from './i18n.js';
import { namedFlows } from './stage-names.js';

/** A stage's name for people: that of its flow; of the first flow that has one, if `flow` is unknown. */
export function stageName(t: TFunction, stage: string, flow?: string): string {
  return stage === '' ? t('stages.unknown') : nameOf(stage, currentLanguage(), namedFlows(flow));
}

/** The name of a step in this process: of a stage as people call it, of anything else as it is. */
export function activityName(t: TFunction, activity: string, flow: string | undefined): string {
  return activity === '' ? t('stages.unknown') : activityOf(activity, currentLanguage(), namedFlows(flow));
}

/** Name of a person or application that acts. */
export function actorName(t: TFunction, actor: string): string {
  return isKeyOf(en.people, actor) ? t(`people.${actor}`) : actor;
}

/** Its form in the middle of a sentence: `an operator`. */
export function actingName(t: TFunction, actor: string): string {
  return isKeyOf(en.acting, actor) ? t(`acting.${actor}`) : actor;
}

/** Text of the owner of an order; if nobody moves it on, the reason. */
export function waitsForText(t: TFunction, whom: string): string {
  if (whom === 'lost' || whom === 'failed') {
    return t(`situations.${whom}`);
  }
  return isKeyOf(en.waitsFor, whom) ? t(`waitsFor.${whom}`) : whom;
}

const deadlineForm = /^(learned, at least )?([\d.]+) (working day|working hour|day|hour|minute|second)s?$/;
const deadlineUnits = {
  'working day': 'workingDay',
  'working hour': 'workingHour',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
} as const;

/** A stage's deadline. The server returns it in the form of the flow file: `5 working days`. */
export function deadlineName(t: TFunction, deadline: string): string {
  const [, learned, count, unit = ''] = deadlineForm.exec(deadline) ?? [];
  if (!isKeyOf(deadlineUnits, unit)) {
    return deadline;
  }
  const amount = t(`deadlines.${deadlineUnits[unit]}`, { count: Number(count) });
  return learned === undefined ? amount : t('deadlines.learned', { amount });
}

function isKeyOf<T extends object>(texts: T, key: string): key is keyof T & string {
  return Object.hasOwn(texts, key);
}
