export { transitionLearner } from './learn-transitions.js';
export { manufacturerFlow, manufacturerFlowText } from './manufacturer.js';
export { parseFlow } from './parse-flow.js';
export { FlowFileError, type FlowFileProblem } from './problems.js';
