export { changedSinceStop, noteRules } from './changed-since-stop.js';
export { flowMetrics } from './flow-metrics.js';
export { FlowsInUse, type FlowFileInUse } from './flows-in-use.js';
