export { eventRoutes } from './event-routes.js';
export { LiveChanges } from './live-changes.js';
