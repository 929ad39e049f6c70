export { changedMeanwhile, noteRules } from './changed-meanwhile.js';
export { flowMetrics } from './flow-metrics.js';
export { FlowsInUse, type FlowFileInUse } from './flows-in-use.js';
