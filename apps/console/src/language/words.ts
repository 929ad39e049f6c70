import type { TFunction } from 'i18next';
import { en } from './en/index.js';

/** A stage's name for people; stages of other flows than the shipped one keep the name their file gives. */
export function stageName(t: TFunction, stage: string): string {
  if (stage === '') {
    return t('stages.unknown');
  }
  return isKeyOf(en.stages, stage) ? t(`stages.${stage}`) : stage;
}

/** A sentence of the server with the stages in it called as people call them: it knows only the flow's names. */
export function withStageNames(t: TFunction, sentence: string): string {
  return sentence.replace(/\b[A-Z]+(?:_[A-Z]+)*\b/g, (word) =>
    isKeyOf(en.stages, word) ? t('words.quoted', { text: t(`stages.${word}`) }) : word,
  );
}

/** A person or an application that acts. */
export function actorName(t: TFunction, actor: string): string {
  return isKeyOf(en.people, actor) ? t(`people.${actor}`) : actor;
}

/** The same in the middle of a sentence: `an operator`. */
export function actingName(t: TFunction, actor: string): string {
  return isKeyOf(en.acting, actor) ? t(`acting.${actor}`) : actor;
}

/** Who an order waits for. */
export function waitsForText(t: TFunction, whom: string): string {
  return isKeyOf(en.waitsFor, whom) ? t(`waitsFor.${whom}`) : whom;
}

function isKeyOf<T extends object>(texts: T, key: string): key is keyof T & string {
  return Object.hasOwn(texts, key);
}
