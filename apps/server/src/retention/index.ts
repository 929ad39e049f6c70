export { Erasures } from './erasures.js';
export { retentionRoutes } from './retention-routes.js';
export { RetentionRuns } from './retention-runs.js';
