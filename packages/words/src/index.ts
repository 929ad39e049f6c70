export { orderAnswer, type AnswerInput } from './answer.js';
export { causeTitle } from './cause-title.js';
export { customerText, type CustomerTextInput } from './customer-text.js';
export { durationText, shortDurationText } from './duration-text.js';
export { isLanguage, languages, type Language } from './language.js';
export { nextStepText, runbookOf } from './next-step.js';
export { reasonText, type ReasonContext } from './reason-text.js';
export { activityName, stageName, type NamedFlow } from './stage-name.js';
export { textsIn, type FlowHeading, type Texts } from './texts.js';
