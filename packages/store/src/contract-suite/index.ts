export { all, plainLog, plainSpan, recordText } from './answers.js';
export { storeContract, type StoreContractOptions, type StorePlace } from './store-contract.js';
export {
  batchOf,
  logSample,
  spanSample,
  transitionSample,
  type BatchSample,
  type LogSample,
  type SpanSample,
} from './samples.js';
