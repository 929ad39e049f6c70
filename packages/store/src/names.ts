/**
 * The names in the store's contracts: what a route or a page checks its input by. Imports no store.
 *
 * @example
 * import { orderSorts } from '@ordertrace/store/names';
 */
export { orderSorts, type OrderSort } from './order-contract.js';
export { causeExamples, problemSorts, type ProblemSort } from './problem-contract.js';
