import { stageNames } from './en/stages.js';
import type { Language } from './language.js';
import { textsIn } from './texts.js';

/** Name of a stage for people. Stages outside the shipped flow keep their own name. */
export function stageName(stage: string, language: Language): string {
  return isShipped(stage) ? textsIn(language)(`stages.${stage}`) : stage;
}

function isShipped(stage: string): stage is keyof typeof stageNames {
  return Object.hasOwn(stageNames, stage);
}
