import type { Flow, StageNames } from '@ordertrace/model';
import { languages, type Language } from './language.js';

/** The stages of a flow with their names; also of a flow in an answer of the API. */
export interface NamedFlow {
  readonly name: Flow['name'];
  readonly stages: readonly { readonly name: string; readonly names?: StageNames | undefined }[];
}

/**
 * Name of a stage for people: that of the first flow that names it, in this language or else in the other.
 * Without one, the code in words.
 *
 * @example stageName('IN_PRODUCTION', 'en', []) // 'In production'
 */
export function stageName(stage: string, language: Language, flows: readonly NamedFlow[]): string {
  return givenStageName(stage, language, flows) ?? codeInWords(stage);
}

/** The name of a step in a process: of a stage as people call it, of anything else as it is. */
export function activityName(activity: string, language: Language, flows: readonly NamedFlow[]): string {
  const isStage = flows.some(({ stages }) => stages.some(({ name }) => name === activity));
  return isStage ? stageName(activity, language, flows) : activity;
}

/** The name that a flow file gives the stage; `undefined` if there is none. */
export function givenStageName(
  stage: string,
  language: Language,
  flows: readonly NamedFlow[],
): string | undefined {
  for (const flow of flows) {
    const names = flow.stages.find(({ name }) => name === stage)?.names ?? {};
    const given = [language, ...languages].map((each) => names[each]).find((name) => name !== undefined);
    if (given !== undefined) return given;
  }
  return undefined;
}

function codeInWords(stage: string): string {
  const words = stage.replace(/[_-]+/g, ' ').trim();
  if (/\p{Ll}/u.test(words)) return words.replace(/^./u, (letter) => letter.toUpperCase());
  return words.replace(/(?<=^.).*/u, (rest) => rest.toLowerCase());
}
