export { Answers } from './answers.js';
export { StateVersions } from './state-versions.js';
