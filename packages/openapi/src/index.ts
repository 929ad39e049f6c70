export { openapiDocument, type Contract, type RouteContract, type ContractRoute } from './document.js';
export { requestErrors } from './request-errors.js';
