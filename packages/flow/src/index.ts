export { transitionLearner } from './learn-transitions.js';
export { manufacturerFlow, manufacturerFlowText } from './manufacturer.js';
export { parseFlow } from './parse-flow.js';
export { FlowFileError, type FlowFileProblem } from './problems.js';
export { parseAlerts, type AlertSettings, type QuietHours } from './alerts-file.js';
export type {
  AlertChannel,
  EmailChannel,
  SecretSource,
  SlackChannel,
  WebhookChannel,
} from './alert-channels.js';
export { isQuiet } from './quiet-hours.js';
