export { alertMetrics } from './alert-metrics.js';
export { alertRoutes } from './alert-routes.js';
export { Alerter } from './alerter.js';
export { openAlerts } from './open-alerts.js';
