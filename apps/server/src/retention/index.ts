export { retentionRoutes } from './retention-routes.js';
export { RetentionRuns } from './retention-runs.js';
