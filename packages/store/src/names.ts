/**
 * The names in the store's contracts, for input checks of routes and pages. Imports no store.
 *
 * @example
 * import { orderSorts } from '@ordertrace/store/names';
 */
export { orderSorts, type OrderSort } from './order-contract.js';
export { causeExamples, problemSorts, type ProblemSort } from './problem-contract.js';
