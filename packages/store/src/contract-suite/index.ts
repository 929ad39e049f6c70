export { all, plainLog, plainSpan, recordText } from './answers.js';
export { storeContract } from './store-contract.js';
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
