import { stageNames } from './en/stages.js';
import type { Language } from './language.js';
import { textsIn } from './texts.js';

/** The name of a stage for people. A stage of another flow than the shipped one keeps its own name. */
export function stageName(stage: string, language: Language): string {
  return isShipped(stage) ? textsIn(language)(`stages.${stage}`) : stage;
}

function isShipped(stage: string): stage is keyof typeof stageNames {
  return Object.hasOwn(stageNames, stage);
}
