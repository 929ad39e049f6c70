export { learnedIdFinder, type LearnedId, type LearnedIdFinder } from './learned-ids.js';
export { transitionLearner } from './learn-transitions.js';
export { manufacturerFlow, manufacturerFlowText } from './manufacturer.js';
export { parseFlow, readFlowFile } from './parse-flow.js';
export { flowFilesOf } from './flow-paths.js';
export { flowsOfFiles, FlowSetError, type FlowLine, type FlowOfFile } from './flow-set.js';
export { FlowFileError, type FlowFileProblem } from './problems.js';
export { parseAlerts, type AlertSettings, type QuietHours } from './alerts-file.js';
export type {
  AlertChannel,
  EmailChannel,
  SecretSource,
  SlackChannel,
  WebhookChannel,
} from './alert-channels.js';
export { proveAlerts, type AlertProof, type AlertVerdict, type ProvenProblem } from './alerts-proof.js';
export type { AlertKind } from './alert-kind.js';
export { alertRefusal, nextAlert, type NextAlert } from './alert-rules.js';
export { alertKinds } from './alert-values.js';
