export { exportRoutes } from './export-routes.js';
export { importRoutes } from './import-routes.js';
export { emptySpool, type Spool } from './spool.js';
