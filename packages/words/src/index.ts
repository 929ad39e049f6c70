export { customerText, type CustomerTextInput } from './customer-text.js';
export { durationText, languages, type Language } from './duration-text.js';
export { causeTitle } from './cause-title.js';
export { orderAnswer, type AnswerInput } from './answer.js';
export { reasonText } from './reason-text.js';
export { stageNames, stageNameText } from './stage-names.js';
