export { exportRoutes } from './export-routes.js';
export { countedStatistics } from './counted-statistics.js';
export { ImportCounting } from './import-counting.js';
export { importRoutes } from './import-routes.js';
export { emptySpool, type Spool } from './spool.js';
