import './resources.js';

export { consoleTexts } from './en/console/index.js';
export { isLanguage, type Language } from './language.js';
export { activityName, stageName, type NamedFlow } from './stage-name.js';
