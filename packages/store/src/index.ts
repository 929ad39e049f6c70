export type * from './contract.js';
export { orderSorts } from './contract.js';
export { StoreError, type StoreErrorCode } from './errors.js';
