export { all, plainLog, plainSpan, recordsOf, recordText } from './answers.js';
export { factContract } from './fact-suite.js';
export { stateContract } from './state-suite.js';
export { storeContract } from './store-contract.js';
export { telemetryContract } from './telemetry-suite.js';
export type { StoreContractOptions, StorePlace } from './store-place.js';
export {
  batchOf,
  logSample,
  spanSample,
  stateSample,
  transitionSample,
  type BatchSample,
  type LogSample,
  type SpanSample,
} from './samples.js';
